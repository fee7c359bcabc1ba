"""The course: lessons and their texts, practice, terms, a learner's progress."""
