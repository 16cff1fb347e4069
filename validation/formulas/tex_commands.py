r"""The commands of LaTeX that are read, by what they are to mathematics; `tex.py` makes tokens of them."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _each(kind: str, text: str, commands: str) -> dict[str, tuple[str, str]]:
    return dict.fromkeys(commands.split(), (kind, text))


# The names of functions, and what each is in `expression.FUNCTIONS`.
FUNCTION_NAMES = {
    **{
        name: name
        for name in _set(
            """
            sin cos tan cot sec csc arcsin arccos arctan arccot arcsec arccsc sinh cosh tanh coth sech csch
            arcsinh arccosh arctanh asinh acosh atanh exp ln log sign abs asin acos atan
            """
        )
    },
    "arsinh": "asinh",
    "arcosh": "acosh",
    "artanh": "atanh",
    "arcoth": "acoth",
    "arsech": "asech",
    "arcsech": "asech",
    "arcsch": "acsch",
    "cosec": "csc",
    "sgn": "sign",
    "lg": "log10",
}
GREEK = _set(
    """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho
    sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Sigma Phi Psi Omega ell
    emptyset varnothing circ
    """
)
NOTHING = _set(
    r"""
    \left \right \middle \big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl \biggr \Biggl \Biggr
    \, \; \: \! \> \displaystyle \textstyle \scriptstyle \limits \nolimits \thinspace \medspace
    \thickspace \negthinspace \nonumber \notag \hfill \noindent \centering \bf \rm \it \mathstrut
    \strut \scriptsize \small \large \Large \LARGE \huge \Huge \normalsize \tiny \footnotesize
    \blacksquare \square \Box \qedsymbol \checkmark \star \bigstar \hline \par \boldmath
    . & \& $ " ✓ ■ □
    """
) | {"\\ ", "\\/"}
# What is one token by itself.
SINGLE: dict[str, tuple[str, str]] = {
    **_each("REL", "=", r"= \equiv \coloneqq \triangleq \doteq"),
    **_each("REL", "~", r"\approx \simeq \sim \cong \propto ≈ \approxeq \thickapprox"),
    **_each("REL", "<", r"< \lt \ll"),
    **_each("REL", ">", r"> \gt \gg"),
    **_each("REL", "<=", r"\le \leq \leqslant ≤"),
    **_each("REL", ">=", r"\ge \geq \geqslant ≥"),
    **_each("REL", "!=", r"\ne \neq ≠"),
    **_each("REL", "->", r"\to \rightarrow \longrightarrow \mapsto \longmapsto →"),
    **_each("REL", "->", r"\leadsto \rightsquigarrow \xrightarrow"),
    **_each("REL", "in", r"\in \notin \subset \subseteq ∈"),
    **_each("TIMES", "*", r"* · × \cdot \times \ast \bullet \cup \cap \setminus"),
    **_each("SLASH", "/", r"/ \div ÷"),
    **_each("SIGN", "-", "- −"),
    **_each("SIGN", "+", "+"),
    **_each("SIGN", "±", r"± \pm"),
    **_each("SIGN", "∓", r"∓ \mp"),
    **_each("LPAR", "(", r"( [ \{ \lbrace \lbrack"),
    **_each("RPAR", ")", r") ] \} \rbrace \rbrack"),
    **_each("COMMA", ",", r", : \colon"),
    **_each("PRIME", "'", r"' ’ ′ \prime"),
    **_each("OPEN", "…", r"\cdots \ldots \dots \dotsc \dotsb \vdots \ddots … ⋯"),
    "?": ("OPEN", "?"),
    **_each("SEP", "", r"\quad \qquad"),
    **_each("CONSTANT", "pi", r"\pi π"),
    **_each("CONSTANT", "infty", r"\infty ∞"),
    **_each("WORDS", "for all", r"\forall"),
    **_each("WORDS", "there is", r"\exists"),
    **_each("WORDS", "and", r"\land \wedge"),
    **_each("WORDS", "or", r"\lor \vee"),
    **_each("WORDS", "increasing", r"\nearrow \uparrow"),
    **_each("WORDS", "decreasing", r"\searrow"),
    **_each("WORDS", "max", r"\max"),
    **_each("WORDS", "min", r"\min"),
    **{
        name: ("HARD", name)
        for name in _set(
            r"""
            \Rightarrow \Longrightarrow \implies \iff \Leftrightarrow \Longleftrightarrow \therefore
            \because \Downarrow \downarrow \Leftarrow \impliedby \leftarrow \longleftarrow \leftrightarrow
            \longleftrightarrow \hookrightarrow \Rrightarrow \rightharpoonup \models \vdash \Longleftarrow
            ; ⇒ ⇔ ∴
            """
        )
    },
}
WITH_WORDS = _set(
    r"""
    \text \textrm \textbf \textit \textsf \texttt \mbox \emph \textnormal \textsc \hbox \textmd \textup
    """
)
STYLES = _set(
    r"""
    \mathrm \mathbf \mathit \mathsf \mathcal \mathscr \mathtt \boldsymbol \bm \mathnormal \mathbin \mathop \mathord
    \mathrel \mathbb
    """
)
DROPPED = _set(r"\color \phantom \hspace \vspace \hphantom \vphantom \label \tag \hspace* \vspace*")
TRANSPARENT = _set(
    r"""
    \boxed \fbox \ensuremath \smash \mathrlap \overline \underline \framebox \vec \hat \widehat \tilde \bar \widetilde
    \overrightarrow \mathclose \mathopen
    """
)
BOXES = _set(r"\textcolor \colorbox \raisebox \scalebox \rotatebox \parbox")
STRUCK = _set(r"\cancel \bcancel \xcancel \sout")
ENVIRONMENTS = _set(
    """
    align align* aligned gather gather* gathered split equation equation* multline* alignat* alignedat
    array cases matrix tabular center
    """
)
WITH_CELLS = _set("array cases matrix tabular")
TYPED_WORDS = _set("dom Dom dom. ran Im im Df slope area const")
WITH_MEANING = _set(r"\int \iint \oint \sum \prod \binom \bigcup \bigcap \sup \inf \det \gcd \limsup \liminf")
