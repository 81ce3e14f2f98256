"""How to read the figures from other programs: ten lines each, run by the tests where they can."""

ORIGIN = "https://stickprov.example.se"

POWER_QUERY = """\
let
    Read = (cursor as text) => Json.Document(Web.Contents("https://stickprov.example.se", [
        RelativePath = "api/v1/summary",
        Query = if cursor = "" then [limit = "10000"] else [limit = "10000", cursor = cursor],
        Headers = [Authorization = "Bearer " & Token]])),
    Pages = List.Generate(
        () => Read(""),
        each _ <> null,
        each if [next] = null then null else Read([next])),
    Rows = Table.FromRecords(List.Combine(List.Transform(Pages, each [data])))
in
    Rows
"""

R = """\
token <- Sys.getenv("STICKPROV_TOKEN")
address <- "https://stickprov.example.se/api/v1/summary.csv?limit=10000"
read <- function(address) {
  answer <- url(address, headers = c(Authorization = paste("Bearer", token)))
  read.csv(answer, fileEncoding = "UTF-8-BOM", na.strings = "")
}
figures <- read(address)
whole <- subset(figures, id == "care_plan_exists")
whole[, c("omgang", "uppfyllt", "bedomda", "andel", "nedre", "ovre")]
"""

PYTHON = """\
import json, os, urllib.parse, urllib.request

address, token = "https://stickprov.example.se/api/v1/summary", os.environ["STICKPROV_TOKEN"]
rows, cursor = [], ""
while cursor is not None:
    query = urllib.parse.urlencode({"limit": 1000, **({"cursor": cursor} if cursor else {})})
    asked = urllib.request.Request(f"{address}?{query}")
    asked.add_header("Authorization", f"Bearer {token}")
    answer = json.load(urllib.request.urlopen(asked))
    rows, cursor = rows + answer["data"], answer["next"]
print(len(rows), "rows")
"""


def filled_in(example: str, origin: str) -> str:
    """Put the address of this very server into an example."""
    return example.replace(ORIGIN, origin)
