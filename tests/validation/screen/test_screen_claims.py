"""Scenes by others: only what is claimed is judged, but that has to be true; what nobody sees counts for nothing."""

import math
from dataclasses import replace

import a_claim as claim
import numpy as np
import pytest
from a_claim import GRAPH, PANEL, beside, df, f, right, secant, short, told
from a_screen import BLUE, GREEN, RED, YELLOW, at, axes, dot, graph, line, number, plot, scene, shot, text

from validation import screen, verdict
from validation.run.evidence import Evidence, Item, Snapshot

OWN = axes((3.5, -3.5, 6.5, -0.5), (-3.0, 3.0), (-2.0, 10.0))
OF_PART = [
    OWN,
    graph(OWN, lambda x: x * x, (-3.0, 3.0), color=YELLOW),
    line(at(OWN, 0.5, 0), at(OWN, 1.5, 2)),
    dot(*at(OWN, 1, 1)),
]
BEYOND = text(r"f(x) = x \cdot x \sin x", 8, 1)
AT_THREE = [secant(3, df(3)), dot(*at(PANEL, 3, f(3)))]
WITH_TANGENT = [secant(1, df(1)), dot(*at(PANEL, 1, f(1)))]
UNSEEN = [replace(claim.LINE, id=900 + k, text=claim.LINE.text + " + 0" * k) for k in range(3)]
SQUARE = graph(PANEL, lambda x: 3 * x * x / 10, (-4.0, 4.0), color="#FFFFFF")
SQUARE_NAME = text(r"dashed: $\frac{3x^2}{10}$", 4, 3, color="#FFFFFF", mode="tex")
RING = tuple(at(PANEL, 2 * math.cos(k / 9), 5 * math.sin(k / 9)) for k in [*range(57), 0])
MIDDLE = graph(PANEL, df, (-1.0, 1.0), color=GREEN)
SAME = replace(claim.SLOPE, color=GRAPH.color)
END = at(PANEL, 2, df(2))
CUT_OFF = short(curves=(GRAPH, graph(PANEL, df, (-2.5, 2.5), color=GREEN)))
FAIR: dict[str, Evidence] = {
    "a label from which a line leads to its dot": short(
        {"derivative": [dot(*END), dot(END[0] + 0.5, END[1] + 0.8), line((END[0] + 0.4, END[1] + 0.35), END),
                        text("x = 2", END[0] + 0.5, END[1] + 0.4, width=0.4)]}),
    "a number that is the place of a dot": short({"tangent": [dot(*at(PANEL, 1, f(1))), *beside("x =", 1.0)]}),
    "a label of a number, at the graph of f": short({"summary": [text("f'(x) =", *at(PANEL, 2, f(2)))]}),
    "a derivation without a letter for f":
        short(derived=replace(claim.LINE, text=r"\frac{d}{dx}(x^2 \sin x) = 2x \sin x + x^2 \cos x")),
    "a dot that goes straight up": claim.running(4.0, up=True),
    "a dot that flies to other axes":
        claim.running(4.0, beside=(OWN, graph(OWN, df, (-1, 1))), way=(-3.4, -1.7, 0.1, 1.7, 6.2)),
    "a name beside a closer camera": claim.alone("derivative", text("f", *at(PANEL, 2, f(2)), width=0.2), larger=4.0),
    "words for the way that f goes": claim.on_the_way("rising", "falling"),
    "numbers a little aside": short({"axes": claim.aside(0.2)}),
    "a slope that says at which place": short({"tangent": [*WITH_TANGENT, *beside(r"\text{slope at }x =", 1.0, 2.22)]}),
    "a piece that comes after the others": short(
        {"trace": [graph(PANEL, df, (-4.0, -1.0), (1.0, 4.0), color=GREEN)]},
        curves=(GRAPH, MIDDLE), given=claim.plots(curves=(GRAPH, MIDDLE))),
    "a curve that is named in the same play": claim.named_late(),
    "one colour, and dashes": short(curves=(GRAPH, replace(SAME, cls="DashedVMobject"))),
    "one colour, and a name": short({"derivative": [text("f'", *at(PANEL, 4, df(4)))]}, curves=(GRAPH, SAME)),
    "colours of y = f(x) and y = f'(x)": told("green: y = f'(x)", color=GREEN),
    "the colour of a formula for f'":
        told(r"green: $y = 2x \sin x + x^{2} \cos x$, blue: $y = x^{2} \sin x$", mode="tex"),
    "a chart of signs below the label of f": short({"summary": [
        text("y = f(x)", 4.3, -2.4), *(text(word, 4 + k, -3.8, width=0.4) for k, word in enumerate(("0", r"\pi", "5"))),
        *(text(sign, 4.5 + k, -3.3, width=0.2) for k, sign in enumerate("-+"))]}),
    "a key beside words on its region": short(
        {"derivative": [text("here f'(x) > 0", 4, 3, mode="plain"), claim.KEY, claim.region(0.5, 2.2)]}),
    "an arrow to where f is concave up": claim.pointed("f is concave up", 0.6, f(0.6)),
    "an arrow to an inflection point": claim.pointed("inflection point", 1.5199, f(1.5199)),
    "a secant through one dot in talk of quotients": short({"tangent": [
        line(at(PANEL, 0.8, f(2) - 1.2 * (f(3) - f(2))), at(PANEL, 3.2, f(2) + 1.2 * (f(3) - f(2)))),
        dot(*at(PANEL, 2, f(2))), text(r"\frac{f(2+h)-f(2)}{h}", 4, 3)]}),
    "arrows from names to curves": short({"derivative": claim.led(f, df)}),
    "critical points": claim.marked("critical points", -2.28893, 0, 2.28893),
    "a graph that is seen to rise": short({"derivative": [OWN, graph(OWN, lambda x: x / 9, (-3, 3))]}),
    "a circle around the origin": short({"derivative": [replace(GRAPH, id=940, color=RED, pieces=(RING,))]}),
    "upright dashes where a level asymptote is spoken of":
        told("f has no horizontal asymptote", line(at(PANEL, 1, -20), at(PANEL, 1, 20), "DashedLine")),
    "a sixth of f' hidden": claim.half_hidden(83),
    "a quarter of f' hidden, beside a circle":
        claim.half_hidden(75, Item("shape", 952, "Circle", (-0.06, -1.06, 0.06, -0.94), color="#000000")),
    "a secant that would go on to its dot": claim.short_secant(f(2) - f(1)),
    "a tangent of a part, on its own axes": short({"function": OF_PART[:2], "tangent": OF_PART[2:]}),
    "dots along f'": short({"derivative": claim.row(df)}),
    "dots along a quotient": short({"trace": claim.row(lambda x: 2 * (f(x + 0.5) - f(x)))}),
    "dots that lead to a place": short({"tangent": [dot(*at(PANEL, 2, k / 5), RED) for k in range(18)] + [
        dot(*at(PANEL, k / 8, f(2)), RED) for k in range(16)]}),
    "many tangents": short({"tangent": [secant(a / 4 - 3, df(a / 4 - 3), 0.5) for a in range(24)]}),
    "secants through a point": short({"function": [
        line(at(PANEL, 1, f(1)), at(PANEL, 1 + k / 8, f(1 + k / 8))) for k in range(1, 21)]}),
    "an arrow along the tangent": short({"tangent": claim.arrow(2, df(2))}),
    "an arrow from the point": short({"derivative": claim.arrow(2, 5, start=0)}),
    "a level line beside a tangent": short({"tangent": [*claim.level(2, "tangent"), secant(2, df(2))]}),
    "a level line that leads to the point": short({"tangent": claim.level(2, "tangent", BLUE, end=0.0)}),
    "a secant beside words on tangents": short({"tangent": [
        line(at(PANEL, 1, f(1)), at(PANEL, 2, f(2)), color=YELLOW), text("secant, then tangent", 4, 3, color=YELLOW)]}),
    "numbers that say which way the axes grow": short({"axes": claim.ticks(1)}),
    "two numbers at their places": short({"axes": [
        text(f"{y}", -0.8, at(PANEL, 0, y)[1] - 0.15, width=0.6) for y in (-10, 10)]}),
    "words in the colours of the curves": short({"derivative": claim.named("function", "derivative", "plain")}),
    "a heading in the colour of f": short({"derivative": [text("Derivative", 4, 3, color=BLUE, mode="plain")]}),
    "a legend": short({"derivative": claim.legend("f(x)", "f'(x)")}),
    "stars at zeros": short({"derivative": claim.stars(-2.28893, 0, 2.28893)}),
    "a line in a scene that has no asymptote": short({"function": claim.asymptote("no asymptote", "#FFFFFF")}),
    "a slope above its number": short({"tangent": [*WITH_TANGENT, text("gradient", 4, 3), number(2.22, 4.2, 2.5)]}),
    "a number that is no slope": short({"tangent": [
        *WITH_TANGENT, text("slope", 4, 3), text("x =", 4, 2.6), number(1.0, 4.2, 2.2)]}),
    "a secant whose other point comes later": short({"tangent": [*WITH_TANGENT, *beside("slope of the secant:", 1.1)]}),
    "a secant's slope": short({"tangent": [*WITH_TANGENT, text("m_{sec} =", 4, 3), number(7, 5.1, 3)]}),
    "a point on f": short({"tangent": [*WITH_TANGENT, text("point on f", *at(PANEL, 1.5, f(1)), mode="plain")]}),
    "a tangent of f'": short({"derivative": [line(at(PANEL, 0.5, df(0.5) - 3.5), at(PANEL, 1.5, df(0.5) + 3.5))]}),
    "a pointer": short({"tangent": [line(at(PANEL, 1, f(1)), at(PANEL, 2, 12), tip=True)]}),
    "a table with the word even": short({"summary": claim.table("f' even")}),
    "f''": short({"derivative": [graph(PANEL, claim.ddf, (-4, 4)), text("f''", 4, 3)]}),
    "a difference quotient": short(derived=text(r"\frac{\sin(x + h) - \sin x}{h}", -1, 2)),
    "a strip that is said to be shaded": told("Shaded: f increases", claim.region(0.5, 2.2), color="#FFFFFF"),
    "a tangent that runs along f": claim.running(0.0, behind=0.0),
    "a graph that grows with its point": claim.running(0.0, grows=1),
    "a name without a point": claim.running(0.0, beside=(text("P", *at(PANEL, 0.4, -15.0), width=0.2),)),
    "numbers beside their lines": short({"axes": claim.ticks(1, 0.13)}),
    "a small part of the axes": short(curves=(graph(PANEL, f, (-3, 3), color=BLUE), claim.SLOPE)),
    "a slope beside its word": short({"tangent": [*WITH_TANGENT, *beside("m =", 2.22)]}),
    "a table of signs": short({"summary": claim.table("x -2.29 0 2.29", "f'(x) 0 + 0", "f(x) a b c", "+ 1 2 3")}),
    "an array": short({"summary": [text(claim.ARRAY % "2.22", 3, 0)]}),
    "a number in a formula": short({"summary": beside("f'(x) =", 2.0, r"x \sin x + x^2 \cos x")}),
    "a slope at no place that is known": short({"summary": beside("f'(x) =", 1.23, "f(x) =", 4.5)}),
    "a slope at the dot": short({"tangent": [dot(*at(PANEL, 1, f(1))), *beside("f'(a) =", 2.22)]}),
    "a pause": claim.blank(5.0),
    "a region where f' is positive": told("f'(x) > 0", claim.region(0.5, 2.2)),
    "a part of f where it falls": told("f decreases", graph(PANEL, f, (2.4, 4.0), color=RED)),
    "a word that may be of f'": told("increasing", graph(PANEL, f, (2.4, 4.0), color=RED)),
    "words of f in the colour of all of it": told("f increases", color=BLUE),
    "words in the colour of a short curve of f'": short(
        {"derivative": [text("f' > 0", 4, 3, color=GREEN)]},
        curves=(GRAPH, graph(PANEL, df, (-2.9, 2.9), color=GREEN))),
    "an arrow to where f falls": claim.pointed("f decreases here", 3.2, f(3.2)),
    "a dot with its place": claim.labelled("x = 1", 1.0),
    "a line with its place": claim.upright("x = 2", 2.0),
    "a line at the maximum": claim.upright("maximum", 2.28893),
    "a rounded whole number in an array": short({"summary": [text(claim.ARRAY % "2", 3, 0)]}),
    "a line beside a number of the axis": short({"axes": claim.ticks(1), "tangent": WITH_TANGENT}),
    "a line that goes on below": claim.broken_off(r"+ x^{2} \cdot \cos x"),
    "a range below a line": short({"derivation": [text(r"f(x) = x^{2} \sin x", 4, 1), text(r"-4 \le x", 4.2, 0.5)]}),
    "a piece of another row below a line": short({"derivation": [
        text(r"f(x) = x^{2} \sin x", 4, 1), text("f'(x) =", 2, 0.5), text(r"2x \sin x", 3.1, 0.5),
        text(r"+ x^{2} \cos x", 4.2, 0.5)]}),
    "a table with powers": short({"summary": [text(claim.ARRAY.replace("1", r"\pi") % r"-\pi^2", 3, 0)]}),
    "a table that comes row by row": short({"trace": claim.table("x f'(x)", "1 2.22", "2 1.97", owner=None)}),
    "a speed without its sign": short({"tangent": [*AT_THREE, *beside("speed:", 8.06)]}),
    "signs along a line below the axes": short({"summary": claim.along("-", "+", "+", "-")}),
    "a point beside the axes": short({"tangent": [*WITH_TANGENT, dot(4, 2)]}),
    "a name for one graph": claim.only("function", dot(*at(PANEL, 0, 0)), text("inflection point", 0.3, -0.9)),
    "a dot that runs along f": claim.running(0.0),
    "a line to the point before its tangent": short(
        {"tangent": [line(at(PANEL, 4, 15), at(PANEL, 3, f(3))), AT_THREE[1]], "trace": [AT_THREE[0]]}),
    "a normal at a right angle on screen": short({"tangent": [
        replace(secant(1, -36 / df(1), 0.3), color=RED), text("normal", 4, 3, color=RED), WITH_TANGENT[1]]}),
    "a line from f to f', and the end of it a frame behind":
        short({"trace": [AT_THREE[1], line(at(PANEL, 3, f(3)), at(PANEL, 2.8, df(2.8)))]}),
    "the slope of a tangent without a dot": short({"tangent": [secant(1, df(1)), *beside("m =", 2.22)]}),
    "the name of a graph that is gone, in its colour":
        claim.without(GRAPH, "summary", told("blue: f", color="#FFFFFF")),
    "a line to other axes": short(
        {"trace": [OWN, graph(OWN, df, (-1, 1)), AT_THREE[1], line(at(PANEL, 3, f(3)), (3.6, -0.6))]}),
    "a secant with a length of its own": short(
        {"tangent": [line(at(PANEL, 1.4, 0.927), at(PANEL, 2.6, 1.184)), text(r"h \to 0", 4, 1)]}),
    "the inverse of a part, and the line that mirrors it": short({"derivation": [
        line(at(PANEL, -3, -3), at(PANEL, 3, 3)),
        graph(PANEL, lambda y: min(np.linspace(0, 2.2, 4001), key=lambda x: abs(f(x) - y)), (0.1, 3.8))]}),
    "the height of P": short({"tangent": [*WITH_TANGENT, text(r"P(1\,|\,0.84)", 4, 3)]}),
    "a curve whose name is gone":
        claim.without(SQUARE_NAME, "summary", short({"derivative": [SQUARE, SQUARE_NAME]}, each=1.0)),
    "the equation of the tangent": short({"tangent": [*WITH_TANGENT, text("y = 2.2x - 1.4", 4, 3)]}),
    "a derivation in another letter": short(derived=text(r"f'(q) = 2q \sin q + q^{2} \cos q", -1, 2)),
    "a derivation by D": short(derived=text("D(uv) = v \\, Du + u \\, Dv", -1, 2)),
    "the slope at the point": short({"tangent": [*AT_THREE, text("f'(3) = -8.06", 4, 3)]}),
    "the rule by its name": short({"derivation": [text("Product rule", 4, 1, mode="plain")]}),
    "the rule for another form of f": short(
        {"derivation": [text("Quotient rule", 4, 1, mode="plain"), text(r"\frac{x^3 \sin x}{x}", 4, 2)]}),
    "a rule that is compared with others": short({"derivation": [
        text("Quotient rule", 4, 1, mode="plain"), text("Chain rule", 4, 2, mode="plain")]}),
    "a point that rests for a moment": claim.running(0.0, grows=1, way=(-3.4, -1.7, -1.7, 1.7, 3.4)),
    "a graph that grows a little ahead of its point": claim.running(0.0, grows=1, way=(-3.7, -2.0, -0.2, 1.4, 3.1)),
    "a graph that grows while a point marks a place": claim.running(0.0, grows=1, way=(1.7,) * 5),
    "a point of one colour": claim.running(0.0, beside=(text("f increases", 4, 3, color=YELLOW, mode="plain"),)),
    "numbers in ragged rows": short({"summary": claim.ragged("2.22", "1.97")}),
}  # fmt: skip
# The rule that is broken, and how.
FALSE: dict[str, Evidence] = {
    "drawn.slope: a number that is the place of no dot":
        short({"tangent": [dot(*at(PANEL, 1, f(1))), *beside("x =", 1.2)]}),
    "drawn.label: one colour, and no name": short(curves=(GRAPH, SAME)),
    "drawn.graph: a line that goes on with a graph":
        short({"function": [line(at(PANEL, 4, f(4)), at(PANEL, 3.6, 8), color=GRAPH.color)]}),
    "drawn.source: a command without its backslash": short({"derivation": [text(r"2x imes \sin x", -1, 1)]}),
    "drawn.source: a string that is no f-string": short({"tangent": [text("m = {df(2):.2f}", -1, 1)]}),
    "drawn.source: a placeholder in words": short({"tangent": [text("x = {a}", -1, 1, mode="plain")]}),
    "drawn.derivation: values of f' and nothing more": short(derived=text(r"f'(2) \approx 1.97", -1, 2)),
    "drawn.graph: f'' without a name": short({"trace": [graph(PANEL, claim.ddf, (-4, 4), color=RED)]}),
    "drawn.graph: a graph that breaks off": claim.at_phase("trace", shot(*short().snapshots[6].items), CUT_OFF),
    "drawn.tangent: a tangent that lags behind its point": claim.running(0.0, behind=1.5),
    "drawn.slope: another number than the slope of a tangent without a dot":
        short({"tangent": [secant(1, df(1)), *beside("m =", 0.84)]}),
    "drawn.label: the name of f for f' alone":
        claim.at_phase("summary", shot(PANEL, claim.TITLE, claim.LINE, SAME, text("blue: f", 4, 3, mode="plain"))),
    "drawn.tangent: a normal at no right angle": short({"tangent": [
        replace(secant(1, -60 / df(1), 0.3), color=RED), text("normal", 4, 3, color=RED), *WITH_TANGENT]}),
    "drawn.tangent: the tangent at another place":
        short({"tangent": [*AT_THREE, text(r"\text{tangent at } x = 1", 4, 3)]}),
    "drawn.label: the colours of formulas exchanged": told(r"blue: $y = 2x \sin x + x^{2} \cos x$", mode="tex"),
    "drawn.label: a strip in another colour": told("Shaded: f increases", claim.region(2.6, 3.9), color="#FFFFFF"),
    "drawn.asymptote: a line at no pole":
        claim.only("function", line(at(PANEL, 1, -20), at(PANEL, 1, 20), "DashedLine"), text("dashed: the pole", 3, 0)),
    "drawn.label: another height for P": short({"tangent": [*WITH_TANGENT, text(r"P(1\,|\,2)", 4, 3)]}),
    "drawn.gone: a name whose graph is gone": claim.alone("derivative", text("f", *at(PANEL, 2, f(2)), width=0.2)),
    "drawn.label: a name whose point is gone":
        claim.running(0.0, beside=(text("P", *at(PANEL, -3.5, f(-3.4)), width=0.2),)),
    "drawn.trace: a graph that grows from behind": claim.running(0.0, grows=-1),
    "drawn.trace: f again, by the point of the slopes":
        short({"trace": [replace(GRAPH, id=940, color=RED), dot(*at(PANEL, 1, df(1)), RED)]}),
    "drawn.trace: a dot that trembles": claim.running(1.5),
    "drawn.phases: axes without a graph": short({"axes": [OWN]}),
    "drawn.tangent: a dot above the tangent, on the y axis":
        short({"tangent": [line(at(PANEL, -1, 0), at(PANEL, 1, 0)), dot(*at(PANEL, 0, 5))]}),
    "drawn.table: a table with a wrong arrow":
        short({"summary": [text(claim.VARIATION % ("-", "+", "-", *claim.ARROWS[:2], claim.ARROWS[1]), 3, 0)]}),
    "drawn.label: colours of each other's curves in words": told("f in green, f' in blue", color="#FFFFFF"),
    "drawn.label: a curve called by the other's colour":
        told("La courbe verte représente f, la courbe bleue sa dérivée.", color="#FFFFFF"),
    "drawn.label: an arrow to no inflection point": claim.pointed("inflection point", 2.28893, f(2.28893)),
    "drawn.tangent: a line that is called a tangent and touches nothing":
        short({"tangent": [line(at(PANEL, -1, 12), at(PANEL, 1.5, 17), color=YELLOW),
                           text("tangent at 1", 4, 3, color=YELLOW, mode="plain")]}),
    "drawn.label: arrows from names to each other's curves": short({"derivative": claim.led(df, f)}),
    "drawn.zero: zeros of f called critical points": claim.marked("critical points", -math.pi, 0, math.pi),
    "drawn.derivation: a derivation of which most is not seen": short({"derivation": UNSEEN}, hidden=tuple(UNSEEN)),
    "drawn.derivation: one in the summary only": short({"summary": [claim.LINE]}, derived=claim.TITLE, each=1.0),
    "drawn.derivation: a derivation in a heap": claim.heap(),
    "drawn.phases: a quarter of f' hidden": claim.half_hidden(75),
    "drawn.slope: a secant with another slope": claim.short_secant(4.0),
    "drawn.graph: a curve in short pieces":
        short({"function": [graph(PANEL, lambda x: 12 * math.cos(x), (k * 0.8 - 4, k * 0.8 - 3.2), color=RED, count=12)
                            for k in range(10)]}),
    "drawn.tangent: a false tangent with a tip": short({"tangent": claim.arrow(2, -1.2)}),
    "drawn.tangent: a level line that is called a tangent": short({"tangent": claim.level(2, "tangent")}),
    "drawn.tangent: a level line around the point": short({"tangent": claim.level(2, "at 2", BLUE)}),
    "drawn.numbers: two numbers at other places":
        short({"axes": [text(f"{10 * y}", -0.8, at(PANEL, 0, y)[1] - 0.15, width=0.6) for y in (-10, 10)]}),
    "drawn.numbers: halves along the y axis, beside numbers of the x axis": short({"axes": [
        *claim.aside(0.0), number(-4, at(PANEL, -4, 0)[0], at(PANEL, 0, -2.2)[1], 0, owner=PANEL.id),
        *(text(f"{y // 2}", -0.8, at(PANEL, 0, y)[1] - 0.15, width=0.6) for y in (-16, -8, 8, 16))]}),
    "drawn.label: axes with each other's labels":
        short({"axes": [text("x", *at(PANEL, 0.2, 19), width=0.2), text("f(x)", *at(PANEL, 4, 1))]}),
    "drawn.label: words in each other's colours": short({"derivative": claim.named("derivative", "function", "plain")}),
    "drawn.label: formulas in each other's colours":
        short({"derivative": claim.named(r"2x \sin x + x^{2} \cos x", r"x^{2} \sin x")}),
    "drawn.label: df/dx in the colour of f": short({"derivative": [text(r"\frac{df}{dx}", 4, 3, color=BLUE)]}),
    "drawn.label: a legend with the names exchanged": short({"derivative": claim.legend("f'(x)", "f(x)")}),
    "drawn.label: a point that is not on f":
        short({"tangent": [dot(*at(PANEL, 1, 10)), text("point on f", *at(PANEL, 1.2, 10), mode="plain")]}),
    "drawn.zero: stars at no zeros": short({"derivative": claim.stars(-3, -1, 1, 3)}),
    "drawn.zero: dots at no zeros in the summary": short({"summary": [dot(*at(PANEL, x, 0)) for x in (-3, -1, 1, 3)]}),
    "drawn.asymptote: a solid line that is called an asymptote":
        short({"function": claim.asymptote("vertical asymptote", RED)}),
    "drawn.slope: a false gradient": short({"tangent": [*WITH_TANGENT, text(r"\text{gradient} = 7.00", 4, 3)]}),
    "drawn.slope: a false slope below its word":
        short({"tangent": [*WITH_TANGENT, text("slope", 4, 3), number(7.31, 4.2, 2.5)]}),
    "drawn.slope: a false slope of the tangent":
        short({"tangent": [*WITH_TANGENT, text(r"m_{\tan} =", 4, 3), number(7.31, 5.1, 3)]}),
    "drawn.graph: a wrong curve in the trace":
        short({"trace": [graph(PANEL, lambda x: 5 * x, (-4, 3)), graph(PANEL, lambda x: df(x) + 1, (-4, 1))]}),
    "drawn.label: a label at a third curve":
        short({"derivative": [graph(PANEL, lambda x: 3 * x, (-4, 4), color="#FC6255"),
                              text("f'(x)", 3, 0, color="#FC6255")]}),
    "drawn.tangent: a tangent plotted as a curve":
        short({"tangent": [graph(PANEL, lambda x: f(1) + 2 * df(1) * (x - 1), (0.0, 2.0), count=10)]}),
    "drawn.slope: a false slope beside its word": short({"tangent": [*WITH_TANGENT, text("slope = -2.22", 3, 0)]}),
    "drawn.phases: nothing of f in its phase": short(curves=(replace(GRAPH, pieces=()), claim.SLOPE)),
    "drawn.asymptote: an asymptote of nothing":
        short({"function": [line(at(PANEL, 1, -20), at(PANEL, 1, 20), "DashedLine"), text("asymptote", 3, 0)]}),
    "drawn.table: a wrong array": short({"summary": [text(claim.ARRAY % "2.5", 3, 0)]}),
    "mathematics.line: a wrong number beside a label without a sign": short({"summary": beside("f'(1)", 7.0)}),
    "drawn.slope: a wrong slope at the dot": short({"tangent": [dot(*at(PANEL, 1, f(1))), *beside("f'(a) =", 1.84)]}),
    "drawn.part: a shape in the colour of the ground on a sign": claim.patched(),
    "drawn.derivation: that of another function": short(derived=replace(claim.LINE, text=r"(x^3)' = 3x^2")),
    "drawn.derivation: a derivation in a blink": short(each=0.1),
    "drawn.derivation: one that leaves the frame": short(derived=replace(claim.LINE, box=(6.0, 2.0, 8.5, 2.3))),
    "drawn.derivation: a derivation of the size of a speck": short(derived=replace(claim.LINE, size=10.0)),
    "drawn.label: an arrow to no maximum": claim.pointed("local maximum", -2.28893, f(-2.28893)),
    "drawn.label: a dot with another's place": claim.labelled("x = -2", 1.0),
    "drawn.label: a line with another's place": claim.upright("x = 3", 2.0),
    "drawn.label: a line at no maximum": claim.upright("maximum", 2.7),
    "drawn.table: a whole number that is no rounded one in an array":
        short({"summary": [text(claim.ARRAY % "3", 3, 0)]}),
    "drawn.tangent: a second line that is called the tangent":
        short({"tangent": [replace(each, color=YELLOW) for each in (secant(2, df(2)), secant(2, df(2) - 5))]
               + [dot(*at(PANEL, 2, f(2))), text("tangent", 4, 3, color=YELLOW)]}),
    "drawn.tangent: a false tangent to a number of the axis":
        short({"axes": [number(k, *at(PANEL, k - 0.2, -2.2), 0, owner=PANEL.id) for k in range(-3, 4)],
               "tangent": [line(at(PANEL, -0.2, 2.5), at(PANEL, 2.2, -0.5)), dot(*at(PANEL, 1, f(1)))]}),
    "mathematics.line: a line that goes on wrongly below": claim.broken_off(r"- x^{2} \cdot \cos x"),
    "drawn.table: a table with a wrong power":
        short({"summary": [text(claim.ARRAY.replace("1", r"\pi") % r"\pi^2", 3, 0)]}),
    "drawn.asymptote: a line called an asymptote in the trace only":
        claim.only("trace", line(at(PANEL, 1, -20), at(PANEL, 1, 20), "DashedLine"), text("asymptote", 3, 0)),
    "drawn.part: a stroke that makes a minus a plus":
        short({"summary": [text("f(3) = 9 \\sin 3 - 0", 3, 0), line((3.6, 0.05), (3.6, 0.25))]}),
    "drawn.derivation: one that comes with the tangent":
        short({"tangent": [claim.LINE]}, derived=text(r"f(x) = x \cdot x \cdot \sin x", -1, 1)),
    "drawn.derivation: a line with blanks": short(derived=text(r"u' = \phantom{2x},\quad f'(x) = \phantom{2x}", -1, 2)),
    "drawn.graph: a curve whose name is gone before it can be read":
        claim.without(SQUARE_NAME, "summary", short({"derivative": [SQUARE, SQUARE_NAME]}, each=0.3)),
    "drawn.phases: a derivative that is gone": claim.without(claim.SLOPE, "summary"),
    "drawn.tangent: the equation of a parallel": short({"tangent": [*WITH_TANGENT, text("y = 2.22x + 1.38", 4, 3)]}),
    "drawn.trace: f again, and a tangent with an end on f'": claim.f_again(0.8867, 1.5),
    "drawn.derivation: a derivation backwards":
        short({"derivation": [text(r"f'(x) = x(2 \sin x + x \cos x)", -1, 1), text(claim.TITLE.text, -1, 0)]}),
    "drawn.derivation: lines of a derivation for a moment": claim.only("derivation", *UNSEEN),
    "drawn.phases: a trace in which nothing moves": claim.twice("trace"),
    "drawn.trace: a trace of f": short({"trace": [replace(GRAPH, id=940, color=RED)]}),
    "drawn.graph: f'' with the name of f'":
        short({"derivative": [graph(PANEL, claim.ddf, (-4, 4), color=RED), text("f'(x)", 4, 3, color=RED)]}),
    "drawn.phases: no graph in the trace": claim.at_phase("trace", shot(claim.TITLE, claim.LINE)),
    "drawn.slope: words for another way": claim.on_the_way("falling", "rising"),
    "drawn.numbers: a number too far aside": short({"axes": claim.aside(0.3)}),
    "drawn.gone: an empty middle": claim.blank(9.0),
    "drawn.part: a line in part": short({"derivation": [replace(text(r"f'(x) = 2x \sin x", -1, 1), whole=False)]}),
    "drawn.gone: an empty end": replace(short(), seconds=5.0),
    "drawn.source: LaTeX set as words": short({"derivation": [text(r"f'(x) = \frac{1}{x}", -1, 1, mode="plain")]}),
    "drawn.label: a minimum that only f' has there":
        claim.only("function", dot(*at(PANEL, 0, 0)), text("minimum", 0.3, -0.9)),
    "drawn.part: a line beyond the frame": short({"derivation": [BEYOND]}, hidden=(BEYOND,)),
    "drawn.table: a table with a wrong row": short({"trace": claim.table("x f'(x)", "1 2.22", "2 1.87", owner=None)}),
    "drawn.slope: a false speed": short({"tangent": [*AT_THREE, *beside("speed:", 1.27)]}),
    "drawn.table: a sign below an inequality": short({"summary": [
        text(r"\begin{array}{c|cc} & 0<x<2 & 4>x>2.4 \\ f'(x) & + & + \end{array}", 3, 0)]}),
    "drawn.table: wrong signs along a line below the axes": short({"summary": claim.along("+", "-", "-", "+")}),
    "drawn.tangent: a dot beside its tangent": short({"tangent": [secant(1, df(1)), dot(*at(PANEL, 1, 5))]}),
    "drawn.tangent: a dot that comes before its tangent, and beside it":
        claim.in_turn("tangent", dot(*at(PANEL, 1, 5)), secant(1, df(1))),
    "drawn.tangent: two dots above two tangents": short({"tangent": [
        secant(1, df(1)), secant(3, df(3)), dot(*at(PANEL, 1, f(1) + 4)), dot(*at(PANEL, 3, f(3) + 4))]}),
    "drawn.phases: nothing in the derivation": short({"trace": [claim.LINE]}, derived=claim.TITLE),
    "drawn.phases: a derivation in letters that nobody can read":
        short({"trace": [claim.LINE]}, derived=replace(text("f'(x) = 2x", -1, 2), size=6.0)),
    "drawn.trace: a dot that runs beside f": claim.running(4.0),
    "drawn.numbers: a graph that nobody sees rise": short({"derivative": [OWN, graph(OWN, lambda x: x / 11, (-3, 3))]}),
    "drawn.phases: a summary that is gone":
        replace(claim.only("summary", text(r"f(x) = x^2 \sin x", 4, 3)), seconds=9.0),
    "drawn.label: a piece of f that is said to rise": told("f increases", graph(PANEL, f, (2.4, 4.0), color=RED)),
    "drawn.label: a strip over which f' is negative": told("f'(x) > 0", claim.region(2.6, 3.9)),
    "drawn.tangent: the slope at another place": short({"tangent": [*AT_THREE, text(r"\text{slope at } x = 1", 4, 3)]}),
    "drawn.tangent: a secant that is called the tangent": short({"tangent": [
        replace(secant(1, f(2) - f(1), 1.5), color=YELLOW), WITH_TANGENT[1], text("tangent", 4, 3, color=YELLOW),
        text("secant", 4, 2)]}),
    "drawn.tangent: a wrong tangent in talk of quotients": short({"tangent": [
        secant(1, df(1) - 1, 1.5), WITH_TANGENT[1], text(r"\frac{f(1+h)-f(1)}{h}", 4, 3)]}),
    "drawn.gone: an end without a word": replace(claim.blank(3.0), snapshots=claim.blank(3.0).snapshots[:-1]),
    "drawn.phases: a trace that stands still": short(each=4.0),
    "drawn.phases: a trace that stands still, and leaps in the end":
        claim.in_turn("trace", dot(*at(PANEL, 0, f(0))), dot(*at(PANEL, 3, f(3))), each=4.0),
    "drawn.derivation: a rule for which f does not call":
        short({"derivation": [text("We use the quotient rule:", 4, 1, mode="plain")]}),
    "drawn.trace: a graph that grows ahead of its point":
        claim.running(0.0, grows=1, way=(-4.0, -2.6, -0.8, 0.8, 2.5)),
    "drawn.trace: a graph that goes on without its point":
        claim.running(0.0, grows=1, way=(-3.4, -1.7, -1.7, -1.7, -1.7)),
    "drawn.trace: a point that hardly moves": claim.running(0.0, way=(-3.4, -3.35, -3.3, -3.25, -3.2)),
    "drawn.label: a point in the colour of the other way": claim.running(0.0, beside=(
        text("f increases", 4, 3, color=YELLOW, mode="plain"),
        text("f decreases", 4, 2, color=RED, mode="plain", line=8))),
    "drawn.table: a wrong number in ragged rows": short({"summary": claim.ragged("2.22", "1.87")}),
    "drawn.tangent: a secant below the heading of the tangent": short({"tangent": [
        secant(1.5, f(2) - f(1)), WITH_TANGENT[1], text("The tangent at x = 1", 4, 3, mode="plain")]}),
}  # fmt: skip


def test_the_derivative_is_drawn_over_most_of_what_the_function_is() -> None:
    assert [claim.half(df, (-width, width)) for width in (0.82, 1.5, 2.5)] == [False, False, True]


@pytest.mark.parametrize(("asked", "shown"), [("abs(x)", True), ("x**2/4", False)])
def test_of_straight_lines_the_corners_are_enough(asked: str, shown: bool) -> None:
    curve = graph(PANEL, abs, (-4.0, 4.0), count=2)
    showing = screen.showing_of(scene(shot(PANEL, curve)), asked, strict=False)
    assert ("f" in screen.curves.Curves(showing).roles(curve, showing.moments[0])) == shown


@pytest.mark.parametrize(("words", "wrong"), [("y = 2x - 1", False), ("y = 2x + 3", True), ("y = 2x", False)])
def test_an_equation_with_the_slope_of_a_tangent_is_its_own_or_that_of_the_derivative(words: str, wrong: bool) -> None:
    tangent = [line(at(PANEL, 0, -1), at(PANEL, 3, 5)), dot(*at(PANEL, 1, 1))]
    showing = screen.showing_of(scene(shot(PANEL, *tangent, text(words, 4, 3))), "x**2", strict=False)
    assert bool(list(screen.equations.check(showing))) == wrong


@pytest.mark.parametrize(("wide", "asked", "drawn"), [(8, "x/2", True), (4, "x/2", False), (8, "x/2 + 1", False)])
def test_a_line_from_end_to_end_is_the_graph_of_what_is_straight(wide: float, asked: str, drawn: bool) -> None:
    seen = scene(shot(PANEL, line(at(PANEL, -wide / 2, -wide / 4), at(PANEL, wide / 2, wide / 4))))
    showing = screen.showing_of(seen, asked, strict=False)
    assert screen.shows(showing, screen.curves.Curves(showing))[0] == drawn


@pytest.mark.parametrize(("last", "drawn"), [(8.0, True), (6.0, False)])
def test_lines_of_one_colour_are_the_pieces_of_a_graph(last: float, drawn: bool) -> None:
    ends = [((-4, -8), (-2, -4)), ((-2, -4), (-1 + 1e-7, -1.999)), ((-1, 2), (1, -2)), ((1, 2), (4, last))]
    high = axes((-3.0, -4.0, 3.0, 4.0), (-4.0, 4.0), (-8.0, 8.0))
    lines = [line(at(high, *start), at(high, *end), color=GREEN) for start, end in ends]
    showing = screen.showing_of(scene(shot(high, *lines)), "abs(x**2 - 1)", strict=False)
    curves = screen.curves.Curves(showing)
    assert screen.shows(showing, curves)[1] == drawn
    assert not list(screen.curves.check(showing, curves))


@pytest.mark.parametrize(("left", "low", "drawn"), [(-6.0, -9.0, False), (1.0, -1.0, True), (4.2, -1.0, False)])
def test_a_graph_above_its_axes_or_beside_the_picture_is_not_drawn(left: float, low: float, drawn: bool) -> None:
    below = axes((left, -3.0, left + 5.6, 3.0), (-4.0, 4.0), (low, low + 8.0))
    curve = graph(below, lambda x: x * x / 8, (-4.0, 4.0))
    showing = screen.showing_of(scene(shot(below, curve)), "x**2/8", strict=False)
    assert screen.curves.Curves(showing).most_of("f") == drawn


@pytest.mark.parametrize(("ends", "enough"), [([(0.5, 4)], False), ([(-4, -0.5), (0.5, 2)], True)])
def test_each_branch_of_the_derivative_is_drawn(ends: list[tuple[float, float]], enough: bool) -> None:
    small = axes(PANEL.box or (0, 0, 1, 1), (-4.0, 4.0), (-4.0, 4.0))
    curves = (
        graph(small, lambda x: 1 / x, (-4, -0.25), (0.25, 4)),
        graph(small, lambda x: -1 / x**2, *ends, color=GREEN),
    )
    showing = screen.showing_of(scene(shot(small, *curves)), "1/x", strict=False)
    assert screen.shows(showing, screen.curves.Curves(showing)) == (True, enough)


def test_a_line_across_a_pole_joins_no_curve() -> None:
    small = axes(PANEL.box or (0, 0, 1, 1), (-4.0, 4.0), (-4.0, 4.0))
    curve = graph(small, lambda x: 1 / x, (-4, -0.25), (0.25, 4), color=BLUE)
    lines = [line(at(small, -0.25, -4), at(small, 0.25, 4), cls, color=BLUE) for cls in ("Line", "DashedLine")]
    found = [claim.errors(scene(shot(small, curve, each)), "1/x") for each in lines]
    assert ["drawn.graph" in each for each in found] == [True, False]


@pytest.mark.parametrize("name", FAIR)
def test_what_is_true_is_no_fault(name: str) -> None:
    assert claim.errors(FAIR[name]) == set()
    assert right(FAIR[name]) == (True, True)


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_found(name: str) -> None:
    rule = name.partition(":")[0]
    assert rule in claim.errors(FALSE[name])
    assert rule in verdict.FALSE


@pytest.mark.parametrize(
    "function",
    [
        lambda x: df(x) * (1 + 1e-7),
        lambda x: df(x) + 1e-9 * math.sin(40 * x),
        lambda x: math.nan if x > -3.5 else df(x),
    ],
)
def test_what_was_plotted_is_right_to_the_last_digit(function: object) -> None:
    assert not right(short(given=claim.plots(f, function)))[1]


def test_what_draws_a_part_of_a_curve_is_not_taken_for_what_draws_it() -> None:
    tangent = plot(GRAPH, PANEL, lambda x: f(3.8) + df(3.8) * (x - 3.8), 3.2, 4.4)
    shown = short(curves=(replace(GRAPH, id=999), claim.SLOPE), given=(*claim.plots(), replace(tangent, id=998)))
    assert right(shown) == (True, True)


def test_a_curve_that_nobody_plotted_is_judged_by_its_points() -> None:
    alone = replace(short(), plots=())
    assert right(alone) == (True, True)
    assert right(replace(short(curves=claim.other(lambda x: df(x) + 0.3)), plots=())) == (True, False)
    spike = claim.other(lambda x: 15.0 if 1.5 < x < 1.6 else df(x))
    assert right(replace(short(curves=spike), plots=())) == (True, False)


def test_a_curve_is_drawn_between_its_points_and_without_a_hole() -> None:
    def of(curves: tuple[Item, Item]) -> tuple[bool, bool]:
        return right(replace(short(curves=curves), plots=()))

    few = graph(PANEL, df, (-4.0, 4.0), color=GREEN, count=5)
    assert of((GRAPH, few)) == (True, False)
    assert of(claim.pieces((-4.0, 1.0), (2.2, 4.0))) == (True, False)
    assert of(claim.pieces((-4.0, 1.0), (1.3, 4.0))) == (True, True)
    dashes = [(-4.0 + k / 5, -3.9 + k / 5) for k in range(40)]
    assert of(claim.pieces(*dashes)) == (True, True)


@pytest.mark.parametrize(("x", "words", "wrong"), [(1, "x = 1", False), (-1, "x = -1", True), (-1, "x = a", False)])
def test_a_dashed_line_with_the_name_of_a_place_is_an_asymptote_where_there_are_some(
    x: float, words: str, wrong: bool
) -> None:
    dashes = [line(at(PANEL, x, -20), at(PANEL, x, 20), "DashedLine"), text(words, *at(PANEL, x, 19))]
    found = claim.errors(claim.only("function", *dashes), "1/(x - 1)")
    assert ("drawn.asymptote" in found) == wrong


@pytest.mark.parametrize(("times", "up", "wrong"), [(1.0, 1.0, True), (1.0, 0.0, False), (4.0, 0.0, False)])
def test_a_graph_that_waves_in_the_course_of_plays_is_none(times: float, up: float, wrong: bool) -> None:
    """A camera that comes four times as close takes most of it out of the frame, and moves it for nobody."""
    waved = tuple(tuple((times * x, times * y + up) for x, y in filter(None, piece)) for piece in GRAPH.pieces)
    whole, looks = short(each=2.0), list[Snapshot]()
    for end in whole.snapshots:
        items = tuple(replace(item, pieces=waved) if item is GRAPH else item for item in end.items)
        looks += [replace(end, items=items, moment="middle", time=end.time - 1.0), end]
    assert ("drawn.graph" in claim.errors(replace(whole, snapshots=tuple(looks)))) == wrong
