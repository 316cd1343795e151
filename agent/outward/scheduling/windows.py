"""Windows: a scheduled task as XML, which `schtasks` or the console of tasks takes.

Source: Task Scheduler schema 1.2 ([MS-TSCH] 2.5). Written for a managed service account, of which
nobody knows the password.
"""

import subprocess
from datetime import datetime
from html import escape

from agent.outward.scheduling.rhythm import Plan

_DAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday",
    "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip
_EVERY_DAY = "<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>"
_ONE_DAY = (
    "<ScheduleByWeek><WeeksInterval>1</WeeksInterval>"
    "<DaysOfWeek><{day} /></DaysOfWeek></ScheduleByWeek>"
)
_DRAWN = "      <RandomDelay>PT{window}M</RandomDelay>\n"
# Without a duration: from its first day on, without an end.
_AGAIN = "      <Repetition><Interval>PT{every}M</Interval></Repetition>\n"
_TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>preuve: {what}, read-only ({name})</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
{again}      <StartBoundary>{begins}</StartBoundary>
{drawn}      <Enabled>true</Enabled>
      {when}
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>{limit}</ExecutionTimeLimit>
    <Priority>7</Priority>
  </Settings>
  <Actions>
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def task(plan: Plan, now: datetime) -> str:
    """The task; its first day is today's, in the machine's own time."""
    program, *arguments = plan.command
    often = plan.every is not None
    when = _ONE_DAY.format(day=_DAYS[plan.day]) if plan.day and not often else _EVERY_DAY
    return _TASK.format(
        name=escape(plan.name),
        what=plan.what,
        again=_AGAIN.format(every=plan.every) if often else "",
        begins=f"{now:%Y-%m-%d}T" + ("00:00:00" if often else f"{plan.start.told}:00"),
        drawn="" if often else _DRAWN.format(window=plan.window),
        limit=f"PT{plan.every}M" if often else "PT12H",
        when=when,
        program=escape(program),
        arguments=escape(subprocess.list2cmdline(arguments)),
        folder=escape(str(plan.config.parent)),
    )


def how(name: str, file: str) -> str:
    """The line that registers it, for an administrator, who writes the account's own name."""
    return f'schtasks /Create /TN "{name}" /XML "{file}" /RU "DOMAIN\\gmsa$"'


def undone(name: str) -> str:
    """The line that takes it away, for an administrator."""
    return f'schtasks /Delete /TN "{name}" /F'
