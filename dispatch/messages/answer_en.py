"""The English catalogue of a study's answer: its sentences, tables, pictures and methods."""

from __future__ import annotations

ANSWER = {
    "answer-undefined": "undefined",
    "answer-no-interval": "no interval",
    "answer-interval": "{low} to {high}",
    "answer-group": "{trait} {value}",
    "answer-minutes": "{amount} min",
    "answer-points": "{points} points",
    "answer-titled": "{name}, {unit}",
    "answer-and": " and ",
    "answer-or": "” or “",
    # what is said
    "answer-unfinished": "{finished} of {asked} runs are finished, and the answer is from these "
    "runs only.",
    "answer-no-plain": "Nothing can be compared: there is no run of “{plain}”.",
    "answer-changed": "{measure} by {by} ({interval})",
    "answer-changed-one": "{measure} by {by} (one pair only, no interval)",
    "answer-changed-unsure": "{measure} by {by} ({interval}), which may be chance",
    "answer-changed-equal": "{measure} by {by} (the same in each of {pairs} pairs, so there is no "
    "interval)",
    "answer-changed-undefined": "{measure} by an undefined amount",
    "answer-trade-none": "Nothing can be said about {pays} and {gains}: no weighting has values on "
    "all scenarios.",
    "answer-trade-plain": "In the means of {pays} and {gains}, there is nothing to trade: no "
    "weighting is better than “{plain}” in either of them.",
    "answer-trade-stay": "In the means, none of the weightings tried is better than “{plain}” in "
    "{gains}.",
    "answer-trade-free": "In the means of {pays} and {gains}, “{weighting}” is as good as every "
    "other weighting or better. Compared with “{plain}”, it changes {gained}, and {paid}.",
    "answer-trade-knee": "In the means, the best compromise between {pays} and {gains} is "
    "“{weighting}”. Compared with “{plain}”, it changes {gained}, and {paid}.",
    "answer-trade": "In the means, no compromise between {pays} and {gains} stands out. The best "
    "in {gains} is “{weighting}”: compared with “{plain}”, it changes {gained}, and {paid}.",
    "answer-trade-often": "“{weighting}” is on the front in {often} of the resamples of {number} "
    "scenarios.",
    "answer-trade-often-one": "“{weighting}” is on the front in {often} of the resamples of "
    "{number} seeds.",
    "answer-trade-once": "Fewer than two pairs are common to all weightings, so it is not known "
    "how certain this is.",
    "answer-higher": "{gap} higher",
    "answer-lower": "{gap} lower",
    "answer-gap-real": "Under “{weighting}”, {column} are {gap} in the group “{group}” than among "
    "everybody else. Random groups of the same sizes seldom differ by this much (95 of 100 by at "
    "most {quantile}; p\u00a0=\u00a0{chance}, not corrected for the number of tests, {tests}).",
    "answer-gap-chance": "Under “{weighting}”, {column} are {gap} in the group “{group}” than "
    "among everybody else. Random groups of the same sizes may differ by this much (95 of 100 by "
    "at most {quantile}; p\u00a0=\u00a0{chance}, not corrected for the number of tests, {tests}).",
    "answer-gap-later": "Under “{weighting}” they are {gap} (p\u00a0=\u00a0{chance}).",
    "answer-gap-later-chance": "Under “{weighting}” they are {gap} (p\u00a0=\u00a0{chance}), "
    "which may be chance.",
    "answer-lasting-same": "By {measure}, the weightings rank much alike on all scenarios "
    "(W\u00a0=\u00a0{agreement}, p\u00a0=\u00a0{chance}); {best}.",
    "answer-lasting-some": "By {measure}, the weightings rank somewhat alike on the scenarios "
    "(W\u00a0=\u00a0{agreement}, p\u00a0=\u00a0{chance}); {best}.",
    "answer-lasting-none": "By {measure}, the scenarios do not agree on a ranking beyond chance "
    "(W\u00a0=\u00a0{agreement}, p\u00a0=\u00a0{chance}); {best}.",
    "answer-best-holds": "the best is “{best}”, even if any one scenario is left out",
    "answer-best-changes": "the best is “{best}”, but another can be best if one scenario is left "
    "out",
    "answer-lasting-one": "There is one scenario only, so this says nothing about other days.",
    # what a gap is in
    "answer-column-left_out": "visits left out",
    "answer-column-response": "response times",
    "answer-column-tardiness": "delays",
    "answer-column-late": "visits that start late",
    "answer-column-off_target": "visits beyond their response target",
    # sections
    "answer-heading-answer": "The answer",
    "answer-heading-fronts": "What can be traded for what",
    "answer-text-fronts": "A weighting is on the front if no other one is as good in all measures "
    "and better in one. The hypervolume is the share of the possible gain that a set of weightings "
    "reaches; what is lost without a weighting shows how much that weighting matters. The knee is "
    "the weighting from which every further step costs more than it brings.",
    "answer-heading-prices": "What it costs to be fair, and to be efficient",
    "answer-text-prices": "Every weighting is compared with the plain one, on the same scenarios "
    "with the same seeds. The price is the share by which a measure is worse than under the plain "
    "weighting (the price of fairness). The inverse is the share by which the measure is worse "
    "under the plain weighting (the price of efficiency). A negative value means better.",
    "answer-heading-table": "All weightings",
    "answer-text-table": "Each value is the mean over the scenarios, each of which weighs the "
    "same. Below it is the change from the plain weighting with its 95 % interval.",
    "answer-heading-groups": "Groups of clients, and placebos",
    "answer-text-groups": "A placebo deals the labels of a group anew to the clients of the same "
    "scenario; the clients keep their visits. A gap is evidence of a difference only as far as it "
    "is larger than the gaps of placebos. It shows that the group fares differently, not why.",
    "answer-heading-stability": "Would other days say the same?",
    "answer-text-stability": "These are the ranks of the weightings on each scenario. Kendall’s W "
    "is 1 if all scenarios rank alike; p is the share of random rankings that agree as much.",
    "answer-heading-methods": "Methods",
    "answer-text-methods": "This text is ready to be cited.",
    "answer-heading-files": "Files",
    "answer-text-files": "Beside this page are the pictures as SVG and PDF, and every figure as "
    "a table.",
    "answer-contents": "On this page",
    "answer-no-prices": "There is nothing to compare with the plain weighting.",
    "answer-no-groups": "No measure of the study is one of a group of clients.",
    "answer-no-placebos": "Nothing is known of single visits, so there is no placebo test.",
    "answer-no-fronts": "The study asks about no pair of measures.",
    "answer-only": "The pictures show the {shown} of {all} weightings that matter most on the "
    "fronts; the tables show all.",
    # tables
    "answer-weighting": "Weighting",
    "answer-measure": "Measure",
    "answer-scenario": "Scenario",
    "answer-file": "File",
    "answer-meaning": "Meaning",
    "answer-less": "{measure} (less is better)",
    "answer-more": "{measure} (more is better)",
    "answer-beside": "{change} ({interval})",
    "answer-undefined-runs": "undefined in {runs} runs",
    "answer-plain": "the plain one",
    "answer-knee": "the knee",
    "answer-on": "yes",
    "answer-off": "no",
    "answer-scenarios-on": "Scenarios with it on the front",
    "answer-often": "Resamples with it on the front",
    "answer-lost": "Hypervolume lost without it",
    "answer-of": "{part} of {whole}",
    "answer-caption-front": "{measures}: hypervolume {share} ({interval}), {plain} alone "
    "{alone}; reference point {reference}",
    "answer-caption-front-none": "{measures}: no hypervolume, because all weightings are equal in "
    "a measure or lack values",
    "answer-given": " (given)",
    "answer-caption-exact": "{measures}: the runs compared with the best that any plan can reach. "
    "Only plans that leave out as few visits as possible count, unless the visits left out are a "
    "measure here",
    "answer-points-of": "Points that no plan dominates",
    "answer-reached": "Found by runs",
    "answer-away": "Distance of the runs’ best, as a share of the front’s extent",
    "answer-volume": "Hypervolume of the runs, as a share of the front’s",
    "answer-counted": "Runs whose plans count",
    "answer-left-out": "Left out, because they have no values on some scenarios: {weightings}.",
    "answer-caption-table": "Weightings and measures; scenarios: {scenarios}, seeds of "
    "each: {seeds}",
    "answer-caption-prices": "Each weighting compared with {plain}, by measure; the 95 % interval "
    "is below each value",
    "answer-mean-plain": "Mean under {plain}",
    "answer-mean": "Mean",
    "answer-difference": "Difference",
    "answer-price": "Price",
    "answer-inverse": "Inverse",
    "answer-pairs": "Pairs",
    "answer-pairs-left-out": "{left_out} left out",
    "answer-gap-no-pairs": "no pair has a value under both",
    "answer-gap-plain-zero": "“{plain}” has 0",
    "answer-gap-fair-zero": "this one has 0",
    "answer-caption-placebos": "Gaps between a group and everybody else, compared with "
    "{permutations} placebos",
    "answer-gap": "Gap",
    "answer-gap-in": "{group}: {column}",
    "answer-the-same": "the same",
    "answer-front": "On the front",
    "answer-weightings": "Weightings: {names}",
    "answer-simulated": "95 % intervals are in brackets. These are plans that a computer made for "
    "scenarios, not measurements of a real service.",
    "answer-source-of": "Where the scenarios come from: {source}",
    "answer-again": "This command makes the same runs and figures again:",
    "answer-quantile": "95 % of placebos within",
    "answer-chance": "p",
    "answer-clients": "Clients in it",
    "answer-column": "In",
    "answer-lack-no-column": "no placebo for this measure",
    "answer-lack-of-visits": "a trait of visits, not of clients",
    "answer-lack-no-group": "nobody in the group or nobody outside it",
    "answer-lack-no-outcomes": "nothing is known of its visits",
    "answer-lack-one-scenario": "one scenario only",
    "answer-lack-one-weighting": "fewer than two weightings",
    "answer-lack-all-equal": "all are equal",
    "answer-caption-stability": "How far the scenarios agree",
    "answer-agreement": "W",
    "answer-best": "Best in the mean",
    "answer-first": "Scenarios on which it is the best",
    "answer-without": "Best if one is left out",
    "answer-caption-files": "The files of the study",
    "answer-caption-scenarios": "The scenarios and their fingerprints",
    "answer-caption-weightings": "The weightings",
    "answer-fingerprint": "Fingerprint",
    "answer-changes": "What it changes",
    # pictures
    "answer-better": "{measure}, {arrow}\u00a0better",
    "answer-axis-share": "change from {plain}, %",
    "answer-axis-unit": "change from {plain}",
    "answer-in-served": "visits served, share",
    "answer-in-unserved": "visits left out, share",
    "answer-in-mandatory_unserved": "mandatory visits left out, share",
    "answer-in-unserved_share": "visits left out, share",
    "answer-in-familiar": "parts in visits by familiar caregivers, share",
    "answer-in-entitlement_met": "entitled care that is given, share",
    "answer-in-tardiness": "tardiness per visit, min",
    "answer-in-response_mean": "mean response, min",
    "answer-in-response_p90": "90 of 100 responses within, min",
    "answer-in-within_target": "visits within their response target, share",
    "answer-in-on_time": "visits on time, share",
    "answer-in-largest_tardiness": "largest tardiness, min",
    "answer-picture-front": "{measures}. Filled: on the front, joined by the line; open: "
    "dominated; cross: {plain}; diamond: the knee, if there is one. Whiskers: 95 % intervals of "
    "the difference to {plain}, which may extend beyond the picture. If there are many weightings, "
    "only those that matter most have names.",
    "answer-picture-means": "mean over the scenarios",
    "answer-picture-exact": "For each scenario, the line joins the squares, which no plan "
    "dominates. Circles are runs whose plans leave out as few visits.",
    "answer-picture-exact-first": "Only the first {shown} of {all} scenarios are drawn.",
    "answer-picture-price": "Change of each measure from {plain}, with 95 % intervals, which may "
    "extend beyond the picture. Blue: better; red: worse; grey: may be chance, or has no interval.",
    "answer-picture-groups": "By group: {measure}; with 95 % intervals, which may extend beyond "
    "the picture.",
    "answer-picture-stability": "Rank of each weighting on each scenario by {measure}.",
    "answer-nothing": "nothing to show",
    "answer-alternative": "{caption} {values}.",
    # methods
    "answer-method-runs": "{runs} runs were made, one for each weighting ({weightings}), scenario "
    "({scenarios}) and seed ({seeds}, from {first} to {last}), {iterations} moves of the search "
    "per run, with caregiver-dispatch ({versions}).",
    "answer-method-missing": "{missing} runs are missing; no figure includes them.",
    "answer-method-means": "Figures are means over the seeds of a scenario, and then over "
    "scenarios, each of which weighs the same. Weightings are compared in pairs of the same "
    "scenario and seed; pairs in which a measure is undefined are left out and counted.",
    "answer-method-intervals": "Each interval is a 95 % interval taken by itself: the estimate "
    "plus and minus Student’s t (with one degree of freedom less than the number of scenarios) "
    "times the standard error of {resamples} resamples (seed {seed}) of scenarios and, within "
    "them, of seeds (Davison and Hinkley 1997; Hesterberg 2015). Values that are all equal have no "
    "interval.",
    "answer-method-intervals-one": "There is one scenario only. Each interval is a 95 % interval "
    "taken by itself, and shows only the noise of the search on this scenario: the estimate plus "
    "and minus Student’s t (with one degree of freedom less than the number of seeds) times the "
    "standard error of {resamples} resamples (seed {seed}) of seeds (Davison and Hinkley 1997; "
    "Hesterberg 2015). Values that are all equal have no interval.",
    "answer-method-price": "The price of fairness is the share by which the mean of a measure is "
    "worse than under {plain} (Bertsimas, Farias and Trichakis 2011), and the price of efficiency "
    "the share by which it is worse under {plain} (Bertsimas, Farias and Trichakis 2012); both are "
    "ratios of means.",
    "answer-method-front": "Fronts are the nondominated weightings of the means; hypervolumes "
    "(Zitzler and Thiele 1999) are exact, as shares of the box between the best values and the "
    "reference point, and given as their mean over scenarios with Student’s t; the knee is the "
    "point farthest below the chord of the extremes, after scaling to the front’s range (Das "
    "1999).",
    "answer-method-reference": "The reference point lies {margin} % of the range of the "
    "weightings’ means beyond the worst one (Ishibuchi and others 2018).",
    "answer-method-given": "The reference point was given beforehand in the measures that say so; "
    "in others it lies {margin} % of the range of the weightings’ means beyond the worst one "
    "(Ishibuchi and others 2018).",
    "answer-method-given-all": "The reference point was given beforehand.",
    "answer-method-exact": "The fronts of all plans were proved point by point with CP-SAT, under "
    "the rules of the plain weighting (epsilon-constraint method: Laumanns, Thiele and Zitzler "
    "2006). The distance is the largest share of the front’s extent by which one of the runs’ own "
    "best points would have to improve to reach the front (as in GD+: Ishibuchi and others 2015). "
    "The reference point of these hypervolumes lies, unless it was given, {margin} % of the extent "
    "beyond the front’s worst values.",
    "answer-method-placebo": "Gaps between groups were compared with those of {permutations} "
    "permutations of the labels over the clients of a scenario; p = (1 + k) / (1 + n) (Phipson and "
    "Smyth 2010), not corrected for the {tests} tests.",
    "answer-method-stability": "Agreement of scenarios on the ranking is Kendall’s W (Kendall and "
    "Babington Smith 1939), tested with {permutations} permutations.",
    "answer-source": "{paper}, doi:{doi}",
    "answer-source-bertsimas-2011": "Bertsimas, D., Farias, V. F., Trichakis, N. (2011). The price "
    "of fairness. Operations Research 59(1)",
    "answer-source-bertsimas-2012": "Bertsimas, D., Farias, V. F., Trichakis, N. (2012). On the "
    "efficiency-fairness trade-off. Management Science 58(12)",
    "answer-source-davison-1997": "Davison, A. C., Hinkley, D. V. (1997). Bootstrap methods and "
    "their application. Cambridge University Press",
    "answer-source-hesterberg-2015": "Hesterberg, T. C. (2015). What teachers should know about "
    "the bootstrap. The American Statistician 69(4)",
    "answer-source-zitzler-1999": "Zitzler, E., Thiele, L. (1999). Multiobjective evolutionary "
    "algorithms. IEEE Transactions on Evolutionary Computation 3(4)",
    "answer-source-ishibuchi-2018": "Ishibuchi, H., Imada, R., Setoguchi, Y., Nojima, Y. (2018). "
    "How to specify a reference point in hypervolume calculation for fair performance comparison. "
    "Evolutionary Computation 26(3)",
    "answer-source-das-1999": "Das, I. (1999). On characterizing the “knee” of the Pareto curve "
    "based on normal-boundary intersection. Structural Optimization 18",
    "answer-source-laumanns-2006": "Laumanns, M., Thiele, L., Zitzler, E. (2006). An efficient, "
    "adaptive parameter variation scheme for metaheuristics based on the epsilon-constraint "
    "method. European Journal of Operational Research 169(3)",
    "answer-source-ishibuchi-2015": "Ishibuchi, H., Masuda, H., Tanigaki, Y., Nojima, Y. (2015). "
    "Modified distance calculation in generational distance and inverted generational distance. "
    "EMO 2015, Lecture Notes in Computer Science 9019",
    "answer-source-kendall-1939": "Kendall, M. G., Babington Smith, B. (1939). The problem of m "
    "rankings. The Annals of Mathematical Statistics 10(3)",
    "answer-source-phipson-2010": "Phipson, B., Smyth, G. K. (2010). Permutation p-values should "
    "never be zero. Statistical Applications in Genetics and Molecular Biology 9(1)",
    # files
    "answer-file-page.html": "this page",
    "answer-file-answer.json": "everything on this page, unrounded",
    "answer-file-weightings.csv": "the mean of each weighting in each measure",
    "answer-file-prices.csv": "differences, prices and inverses",
    "answer-file-fronts.csv": "the fronts, in the mean and on each scenario",
    "answer-file-placebos.csv": "gaps and placebos",
    "answer-file-ranks.csv": "the rank of each weighting on each scenario",
    "answer-file-pictures": "the pictures, each as SVG and as PDF",
}
