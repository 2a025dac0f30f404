"""The papers that are not made of blocks, told in blocks: which dataclass stands for which paper in Word."""

SHAPES = {}


def shape(paper_class):
    """Let the decorated class, with its ``of(paper)``, stand for a paper in Word."""

    def decorate(shaped):
        SHAPES[paper_class] = shaped
        return shaped

    return decorate


def shape_of(paper_class):
    """Return the class whose fields a Word template of the paper names."""
    return SHAPES.get(paper_class, paper_class)


def told(paper):
    shaped = SHAPES.get(type(paper))
    return shaped.of(paper) if shaped else paper
