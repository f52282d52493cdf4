package dev.coppice.cli.tour;

/// A step did not do what it had to, so that those after it make no sense.
final class StepFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepFailed(String message) {
        super(message);
    }
}
