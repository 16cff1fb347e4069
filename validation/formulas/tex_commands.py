r"""The commands of LaTeX that are read, by what they are to mathematics; `tex.py` makes tokens of them."""

import re

_AS_THEY_ARE = """
    sin cos tan cot sec csc arcsin arccos arctan arccot arcsec arccsc sinh cosh tanh coth sech csch
    arcsinh arccosh arctanh asinh acosh atanh exp ln log sign abs asin acos atan
""".split()  # noqa: SIM905
_OTHERWISE = """
    arsinh asinh arcosh acosh artanh atanh arcoth acoth arsech asech arcsech asech arcsch acsch cosec csc sgn sign
    lg log10 sen sin tg tan ctg cot arcsen arcsin arctg arctan senh sinh
""".split()  # noqa: SIM905
# The names of functions, and what each is in `expression.FUNCTIONS`.
FUNCTION_NAMES = {
    **{name: name for name in _AS_THEY_ARE},
    **dict(zip(_OTHERWISE[::2], _OTHERWISE[1::2], strict=True)),
}
_LETTERS = r"""
    \alpha \beta \gamma \delta \epsilon \varepsilon \zeta \eta \theta \vartheta \iota \kappa \lambda \mu \nu \xi \rho
    \sigma \tau \upsilon \phi \varphi \chi \psi \omega \Gamma \Delta \Theta \Lambda \Xi \Sigma \Phi \Psi \Omega \ell
    \emptyset \varnothing \circ
""".split()  # noqa: SIM905
LAYOUT = ("layout", "")
# Of those that box their argument, the argument is left.
_LAYOUT = r"""
    \left \right \middle \big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl \biggr \Biggl \Biggr
    \, \; \: \! \> \displaystyle \textstyle \limits \nolimits \hfill \star \square \Box \blacksquare
    \hline \checkmark \perp \hbar \mid \nonumber \notag \noindent \centering
    \triangleright \blacktriangleright \bigstar \diamond \Diamond \blacklozenge \lozenge \bigcirc
    \bf \it \rm \small \large \Large \LARGE \huge \Huge
    \boxed \fbox \ensuremath \smash \mathrlap \overline \underline \framebox \vec \hat \widehat \tilde \bar \widetilde
    \overrightarrow \mathclose \mathopen . ~ \& \$ $ " ✓ ■ □ \/
"""
# What each command is: the kind of its token and what that says, or, in small letters, what `tex.py` makes of it.
_COMMANDS = (
    ("REL", "=", r"= \equiv \coloneqq \triangleq \doteq"),
    ("REL", "~", r"\approx \simeq \sim \cong \propto ≈ \approxeq \thickapprox"),
    ("REL", "<", r"< \lt \ll"),
    ("REL", ">", r"> \gt \gg"),
    ("REL", "<=", r"\le \leq \leqslant ≤ \ngtr"),
    ("REL", ">=", r"\ge \geq \geqslant ≥ \nless"),
    ("REL", "!=", r"\ne \neq ≠"),
    ("REL", "->", r"\to \rightarrow \longrightarrow \mapsto \longmapsto → \leadsto \rightsquigarrow"),
    ("REL", "in", r"\in \subset \subseteq ∈"),
    ("REL", "not in", r"\notin ∉"),
    ("TIMES", "*", r"* · × \cdot \times \ast \bullet \cup \cap \setminus"),
    ("SLASH", "/", r"/ \div ÷"),
    ("SIGN", "-", "- −"),
    ("SIGN", "+", "+"),
    ("SIGN", "±", r"± \pm"),
    ("SIGN", "∓", r"∓ \mp"),
    ("LPAR", "(", r"( [ \lbrack"),
    ("LPAR", "{", r"\{ \lbrace"),
    ("RPAR", ")", r") ] \} \rbrace \rbrack"),
    ("COMMA", ",", r", : \colon"),
    ("PRIME", "'", r"' ’ ′ \prime"),
    ("OPEN", "…", r"\cdots \ldots \dots \dotsc \dotsb \vdots \ddots … ⋯"),
    ("OPEN", "?", "?"),
    ("SEP", "", r"\quad \qquad"),
    ("CONSTANT", "pi", r"\pi π"),
    ("CONSTANT", "infty", r"\infty ∞"),
    ("WORDS", "for all", r"\forall"),
    ("WORDS", "and so on", r"\exists \land \wedge \lor \vee"),
    ("WORDS", "is rising", r"\nearrow \uparrow"),
    ("WORDS", "is falling", r"\searrow \downarrow"),
    ("WORDS", "max", r"\max"),
    ("WORDS", "min", r"\min"),
    ("HARD", ";", "; ⇒ ⇔ ∴"),
    ("OVER", r"\over", r"\over"),
    ("LIMIT", r"\lim", r"\lim"),
    ("INTEGRAL", r"\int", r"\int"),
    ("FUNCTION", "det", r"\det"),
    *(("FUNCTION", meaning, f"\\{name}") for name, meaning in FUNCTION_NAMES.items()),
    *(("LETTER", name.removeprefix("\\").removeprefix("var"), name) for name in _LETTERS),
    (*LAYOUT, _LAYOUT),
    ("bar", "|", r"| \vert \lvert \rvert"),
    ("row", "", r"\\ \newline \\*"),
    ("script", "", "^ _"),
    ("fraction", "", r"\frac \dfrac \tfrac \cfrac"),
    ("root", "", r"\sqrt"),
    ("arrow", "->", r"\xrightarrow"),
    ("begin", "", r"\begin"),
    ("end", "", r"\end"),
    ("words", "", r"\text \textrm \textbf \textit \textsf \texttt \mbox \emph \textnormal \textsc \textmd \textup"),
    ("style", "", r"\mathrm \mathbf \mathit \mathsf \mathcal \mathscr \mathtt \boldsymbol \bm \mathnormal \mathbin"),
    ("style", "", r"\mathop \mathord \mathrel \operatorname*"),
    ("style", "set", r"\mathbb"),
    ("style", "function", r"\operatorname"),
    # Their argument is no mathematics.
    ("dropped", "", r"\color \phantom \hphantom \vphantom \label \tag \textcolor \colorbox \raisebox \scalebox"),
    ("dropped", "", r"\rotatebox \parbox"),
    ("dropped", "SEP", r"\hspace \vspace \hspace* \vspace*"),
    ("struck", "", r"\cancel \bcancel \xcancel \sout"),
    ("brace", "", r"\underbrace \overbrace"),
    ("stacked", "", r"\underset \overset \stackrel"),
)
COMMANDS = {command: (kind, text) for kind, text, commands in _COMMANDS for command in commands.split()}
COMMANDS["\\ "] = LAYOUT
# All other arrows, and what else stands between two statements.
HARD = re.compile(r"arrow|harpoon|implie|^\\iff$|therefore|because|models|vdash", re.IGNORECASE)
