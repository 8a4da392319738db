from benchmarks.readme import README, RESULTS, with_figures


def test_the_tables_of_the_readme_are_those_that_were_measured() -> None:
    readme = README.read_text("utf-8")
    assert with_figures(readme, RESULTS.read_text("utf-8")) == readme
    assert readme.count("| figure | measured | target |") == 1
