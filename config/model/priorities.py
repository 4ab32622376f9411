"""Who is called before others, and why."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from config.model.base import Bilingual, Identifier, Settings

ORDINARY = "ordinary"
"""The id of those without a priority; it is always the last one and no file lists it."""


class PrioritySection(Settings):
    """A reason to be called before others. Files list them in order, most urgent first."""

    id: Identifier
    name: Bilingual
    mark: Annotated[str, StringConstraints(pattern=r"^\S{1,2}$")]
    """What boards, slips and screens of staff show beside the number, such as 军."""
    show: Bilingual
    """What has to be shown at the window, told to residents."""
    kiosk: bool = True
    """Whether residents may choose it themselves at a kiosk."""
    second_visit: bool = False
    """Whether a second-visit card (二次叫号) gives it; one priority at most."""
    booked: bool = False
    """Whether an appointment gives it; one priority at most."""
    min_age: Annotated[int, Field(ge=1, le=120)] | None = None
    """A kiosk gives it by the date of birth on an ID card to whoever is so old, in years."""


DEFAULT_PRIORITIES: tuple[PrioritySection, ...] = (
    PrioritySection(
        id="second-visit",
        name=Bilingual(zh="二次办理", en="Second visit"),
        mark="二",
        show=Bilingual(zh="请出示二次优先卡", en="Please show your second-visit card"),
        kiosk=False,
        second_visit=True,
    ),
    PrioritySection(
        id="military",
        name=Bilingual(zh="军人、消防救援人员", en="Military and fire service"),
        mark="军",
        show=Bilingual(zh="请出示军人或消防救援人员证件", en="Please show your service card"),
    ),
    PrioritySection(
        id="disabled",
        name=Bilingual(zh="残疾、重病", en="Disability or serious illness"),
        mark="残",
        show=Bilingual(zh="请出示残疾人证或病历", en="Please show your disability card or medical record"),
    ),
    PrioritySection(
        id="expectant",
        name=Bilingual(zh="孕妇、带婴幼儿", en="Expectant, or with a small child"),
        mark="孕",
        show=Bilingual(
            zh="孕期不明显的请出示孕产手册", en="If not visible, please show your maternity record"
        ),
    ),
    PrioritySection(
        id="senior",
        name=Bilingual(zh="65 岁以上老人", en="Aged 65 and over"),
        mark="老",
        show=Bilingual(zh="请出示身份证", en="Please show your ID card"),
        min_age=65,
    ),
    PrioritySection(
        id="pre-reviewed",
        name=Bilingual(zh="材料已预审", en="Papers reviewed beforehand"),
        mark="审",
        show=Bilingual(zh="请出示预审通过通知", en="Please show the notice of review"),
        kiosk=False,
    ),
    PrioritySection(
        id="booked",
        name=Bilingual(zh="预约", en="Booked"),
        mark="约",
        show=Bilingual(zh="请出示预约凭证", en="Please show your booking"),
        kiosk=False,
        booked=True,
    ),
)
"""Those of a hall whose file lists none."""
