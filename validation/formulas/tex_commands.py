r"""The commands of LaTeX that are read, by what they are to mathematics; `tex.py` makes tokens of them."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTION_NAMES = _set(
    """
    sin cos tan cot sec csc arcsin arccos arctan arccot arcsec arccsc sinh cosh tanh coth sech csch
    arcsinh arccosh arctanh arsinh arcosh artanh arcoth asinh acosh atanh exp ln log lg sgn sign abs
    asin acos atan cosec arcsch arsech arcsech
    """
)
GREEK = _set(
    """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho
    sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Sigma Phi Psi Omega ell
    emptyset varnothing
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
DOTS = _set(r"\cdots \ldots \dots \dotsc \dotsb \vdots \ddots … ⋯")
RELATIONS = {
    **dict.fromkeys(("=", "\\equiv", "\\coloneqq", "\\triangleq", "\\doteq"), "="),
    **dict.fromkeys(("\\approx", "\\simeq", "\\sim", "\\cong", "\\propto", "≈", "\\approxeq", "\\thickapprox"), "~"),
    **dict.fromkeys(("<", "\\lt", "\\ll"), "<"),
    **dict.fromkeys((">", "\\gt", "\\gg"), ">"),
    **dict.fromkeys(("\\le", "\\leq", "\\leqslant", "≤"), "<="),
    **dict.fromkeys(("\\ge", "\\geq", "\\geqslant", "≥"), ">="),
    **dict.fromkeys(("\\ne", "\\neq", "≠"), "!="),
    **dict.fromkeys(("\\to", "\\rightarrow", "\\longrightarrow", "\\mapsto", "\\longmapsto", "→"), "->"),
    **dict.fromkeys(("\\leadsto", "\\rightsquigarrow", "\\xrightarrow"), "->"),
    **dict.fromkeys(("\\in", "\\notin", "\\subset", "\\subseteq", "∈"), "in"),
}
HARD = _set(
    r"""
    \Rightarrow \Longrightarrow \implies \iff \Leftrightarrow \Longleftrightarrow \therefore \because \Downarrow
    \downarrow \Leftarrow \impliedby \leftarrow \longleftarrow \leftrightarrow
    \longleftrightarrow \hookrightarrow \Rrightarrow \rightharpoonup \models \vdash \Longleftarrow ; ⇒ ⇔ ∴
    """
)
SPOKEN = {
    "\\forall": "for all",
    "\\exists": "there is",
    "\\land": "and",
    "\\wedge": "and",
    "\\lor": "or",
    "\\vee": "or",
    "\\nearrow": "increasing",
    "\\searrow": "decreasing",
    "\\uparrow": "increasing",
    "\\max": "max",
    "\\min": "min",
}
OPEN = {"(", "[", "\\{", "\\lbrace", "\\lbrack"}
CLOSE = {")", "]", "\\}", "\\rbrace", "\\rbrack"}
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
WITH_MEANING = _set(r"\int \iint \oint \sum \prod \binom \bigcup \bigcap \sup \inf \det \gcd \circ \limsup \liminf")
