import pytest

pytest.register_assert_rewrite("tests.browser.driver")  # so that its assertions say what they saw
