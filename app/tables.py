"""Every table, in the order of the story. Migrations and tests import this."""

from app.organisation.models import Person, RoleGrant, Unit  # isort: skip
from app.audit.models import AuditEntry, AuditPayload  # isort: skip
from app.auth.models import (  # isort: skip
    ApiToken,
    Credential,
    OneTimeLink,
    RecoveryCode,
    SignInFailure,
    SignInSession,
)
from app.register.models import ColumnMemory, RegisterCase, RegisterImport  # isort: skip
from app.rounds.models import Attempt, DiceRoll, ExcludedCase, FrameCase, Round  # isort: skip
from app.assignment.models import Assignment, Conflict, ReviewerInRound  # isort: skip
from app.reviews.models import (  # isort: skip
    Answer,
    AnswerVersion,
    Replacement,
    Review,
    ReviewReturn,
    SaveOperation,
)
from app.consensus.models import SettledAnswer  # isort: skip
from app.summary.models import Summary  # isort: skip
from app.routines.models import Routine  # isort: skip
from app.deviations.models import (  # isort: skip
    AlarmCall,
    AlarmContact,
    Deficiency,
    Deviation,
    DeviationChange,
    Objection,
    ProtectionAlarm,
    ReportingDuty,
)
from app.external_findings.models import ExternalFinding, Recommendation  # isort: skip
from app.actions.models import (  # isort: skip
    Action,
    ActionChange,
    ActionForDeviation,
    BoardMeetings,
    ReReview,
    ReReviewAnswer,
    TrainedInUnit,
)
from app.key_figures.models import (  # isort: skip
    ComparisonGroup,
    KeyFigure,
    KeyFigureValue,
    MonthlyFactor,
    MonthlyValue,
)
from app.reminders.models import (  # isort: skip
    JobLease,
    OutboxMail,
    Reminded,
    ReminderChoice,
)
from app.reports.models import (  # isort: skip
    AreaWords,
    AreaWordsVersion,
    RedDecision,
    Report,
)
from app.db import Table

TABLES: tuple[type[Table], ...] = (
    Unit,
    Person,
    RoleGrant,
    AuditEntry,
    AuditPayload,
    Credential,
    RecoveryCode,
    SignInSession,
    OneTimeLink,
    SignInFailure,
    ApiToken,
    RegisterImport,
    ColumnMemory,
    RegisterCase,
    Round,
    Attempt,
    DiceRoll,
    FrameCase,
    ExcludedCase,
    ReviewerInRound,
    Conflict,
    Assignment,
    Review,
    Answer,
    AnswerVersion,
    SaveOperation,
    ReviewReturn,
    Replacement,
    SettledAnswer,
    Summary,
    Routine,
    Deviation,
    Deficiency,
    DeviationChange,
    ReportingDuty,
    Objection,
    AlarmContact,
    ProtectionAlarm,
    AlarmCall,
    ExternalFinding,
    Recommendation,
    Action,
    ActionForDeviation,
    ActionChange,
    BoardMeetings,
    ReReview,
    ReReviewAnswer,
    KeyFigure,
    KeyFigureValue,
    ComparisonGroup,
    MonthlyFactor,
    MonthlyValue,
    OutboxMail,
    Reminded,
    ReminderChoice,
    JobLease,
    Report,
    AreaWords,
    AreaWordsVersion,
    RedDecision,
    TrainedInUnit,
)

METADATA = Table.metadata
for _table in METADATA.tables.values():
    _table.dialect_options["sqlite"]["strict"] = True
