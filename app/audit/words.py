"""What each event is called on the pages that show the log."""

from app.errors import N_

_WORDS = {
    "SignedIn": N_("Opened a session"),
    "SignInFailed": N_("Failed to sign in"),
    "SignedOut": N_("Signed out"),
    "ProofGiven": N_("Confirmed who it is"),
    "PasswordChanged": N_("Chose a password"),
    "SecondFactorSet": N_("Took a second factor into use"),
    "SecondFactorRemoved": N_("Took away a second factor"),
    "RecoveryCodesMade": N_("Made recovery codes"),
    "RecoveryCodeUsed": N_("Used a recovery code"),
    "SessionsEnded": N_("Ended sessions"),
    "LinkIssued": N_("Made a link to choose a password"),
    "PersonAdded": N_("Added a person"),
    "PersonChanged": N_("Changed a person's details"),
    "RolesChanged": N_("Changed a person's roles"),
    "PersonDeactivated": N_("Deactivated a person"),
    "PersonActivated": N_("Activated a person again"),
    "UnitAdded": N_("Added a unit"),
    "UnitChanged": N_("Changed a unit"),
    "LogChecked": N_("Checked the log"),
    "ReadingsViewed": N_("Looked up who has read a case"),
    "RegisterImported": N_("Brought in a register"),
    "RegisterViewed": N_("Viewed the register"),
    "RoundPlanned": N_("Planned a round"),
    "RoundChanged": N_("Changed a round"),
    "RoundDeleted": N_("Deleted a planned round"),
    "CountConfirmed": N_("Confirmed the count of cases"),
    "FrameFrozen": N_("Froze the frame"),
    "DiceRolled": N_("Rolled dice"),
    "SampleDrawn": N_("Drew the sample"),
    "DrawAborted": N_("Aborted a draw"),
    "SampleViewed": N_("Viewed the sample"),
    "DrawVerified": N_("Verified a draw"),
    "FileDownloaded": N_("Downloaded a file"),
    "ReviewersChosen": N_("Chose the reviewers"),
    "AssignmentProposed": N_("Proposed an assignment"),
    "AssignmentAdjusted": N_("Adjusted the assignment"),
    "AssignmentPublished": N_("Published the assignment"),
    "SeatTaken": N_("Gave a case to a reviewer"),
    "SeatLeft": N_("Took a case from a reviewer"),
    "ConflictDeclared": N_("Declared a conflict of interest"),
    "ConflictWithdrawn": N_("Withdrew a conflict of interest"),
    "ReviewerRecused": N_("Stepped down from a case"),
    "CaseReassigned": N_("Moved a case to another reviewer"),
    "SpareCalled": N_("Called in a spare case"),
    "SpareSeated": N_("Gave a spare case its reviewers"),
    "ReplacementProposed": N_("Proposed to replace a case"),
    "ReplacementApproved": N_("Approved replacing a case"),
    "ReplacementDeclined": N_("Declined to replace a case"),
    "ReviewsOpened": N_("Opened reviews"),
    "ReviewViewed": N_("Viewed a review"),
    "ReviewReopened": N_("Reopened a review"),
    "ReviewWithdrawn": N_("Withdrew a review"),
    "ReviewSubmitted": N_("Submitted a review"),
    "ReviewReturned": N_("Returned a review"),
    "ReviewApproved": N_("Approved a review"),
    "AnswerSaved": N_("Saved an answer"),
    "FileMissed": N_("Could not find the case file"),
    "FileFound": N_("Found the case file"),
    "CaseSettled": N_("Settled a case"),
    "RoundClosed": N_("Closed the round"),
    "SmallGroupsViewed": N_("Viewed figures of small groups"),
    "SummaryExported": N_("Exported the summary"),
    "RemindersChosen": N_("Chose how to be reminded"),
    "CalendarFeedMade": N_("Made an address for a calendar"),
    "CalendarFeedRevoked": N_("Stopped a calendar"),
}


def words_for(event: str) -> str:
    """Give the words for an event; the name itself, parted, for one that is not known here."""
    return _WORDS.get(event) or _parted(event)


def _parted(event: str) -> str:
    parted = "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in event)
    return parted.strip().capitalize()
