"""给全班出题: a set by skill and level, as a link and as a sheet with its answers apart."""

import streamlit as st

from lib.course.learner import LEVELS
from lib.course.practice import Endless, Name, Set
from lib.course.practice.registry import TEMPLATES, drawn
from lib.course.practice.sets import LARGEST_SEED, LONGEST
from lib.course.skills import SKILLS, skill_of
from lib.ui import choices, controls, frame, readings
from lib.ui.address import OWN, SHARED
from lib.ui.course import printing, progress_panel
from lib.ui.course.walk import reader

frame.page("class_set")

with st.container(key="not_printed_choices"):
    skills = choices.multiselect(
        "哪些技能（不选就是全部）",
        list(SKILLS),
        "skills",
        name=lambda key: SKILLS[key].title,
        placeholder="挑几个技能……",
    )
    level = choices.one_of("帮多少", list(LEVELS), "level", first=2, format_func=LEVELS.__getitem__)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        count = st.number_input("几道题", 1, LONGEST, 8, key="set_count", width=140)
        seed = st.number_input("题组编号", 0, LARGEST_SEED, 1, key="set_seed", width=180)
    chosen = skills or list(SKILLS)
    templates = {name for key in chosen for name in SKILLS[key].templates}
    about_text = any(TEMPLATES[name].needs for name in templates)
    reading, checkpoint = None, controls.model_chosen()
    if about_text:
        sentence, _, checkpoint = controls.sentence_and_model()
        reading = readings.read(sentence, checkpoint)

source = Endless(
    int(seed), names=lambda kind: [name for name in drawn(kind) if skill_of(name) in chosen]
)
read = reader(checkpoint)
with st.spinner("正在出题……"):
    drawn_questions = [source.draw(reading, read) for _ in range(int(count))]
questions = [question for question in drawn_questions if question is not None]

with st.container(key="not_printed_link"):
    if not questions:
        st.info("这些技能对这句话没有可问的：换一句长一点的，或者多选几个技能。")
    else:
        names = tuple(Name.read(question.id) for question in questions)
        query = dict.fromkeys(OWN["practice"]) | Set(names, level).params()
        if not any(TEMPLATES[name.template].needs for name in names):
            query |= dict.fromkeys(SHARED)
        label = "打开这组题（再从地址栏复制链接发给大家）"
        frame.link("practice", label, ":material/link:", **query)
        st.caption(
            "链接里写着每一道题的名字：以后题库添了新题，这组题也不变。"
            "下面是同一组题的纸面，答案另起一页。"
        )
if questions:
    printing.printable("打印，或存成 PDF")
    printing.sheet(questions, level, reading, read)
progress_panel.keep()
