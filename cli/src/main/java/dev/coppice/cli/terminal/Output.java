package dev.coppice.cli.terminal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Standard output of one command: lines for people, JSON lines for programs, bytes as they are; all UTF-8. Buffered;
/// the command's caller closes it, which writes what is left.
///
/// Every method throws [BrokenPipe] when the reader has gone, and a [Failure] when writing fails otherwise.
public final class Output implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream stream;
    private final Ansi ansi;
    private final boolean terminal;

    /// Output to a console.
    ///
    /// @param color whether to colour
    public Output(Console console, ColorMode color) {
        this.stream = new BufferedOutputStream(console.out(), BUFFER_BYTES);
        this.terminal = console.outIsTerminal();
        this.ansi = new Ansi(color.isOn(console));
    }

    /// Colours, or their absence.
    public Ansi ansi() {
        return ansi;
    }

    /// Whether a person reads this.
    public boolean isTerminal() {
        return terminal;
    }

    /// Writes text and a line end.
    public void line(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
        bytes(new byte[] {'\n'});
    }

    /// Writes bytes as they are.
    public void bytes(byte[] bytes) {
        attempt(() -> stream.write(bytes));
    }

    /// Writes one JSON object on a line of its own.
    public void json(Json.ObjectWriter writer) {
        attempt(() -> {
            stream.write(Json.object(writer));
            stream.write('\n');
        });
    }

    /// Copies a stream to its end.
    ///
    /// @return the number of bytes
    public long copy(InputStream source) {
        byte[] buffer = new byte[BUFFER_BYTES];
        long total = 0;
        for (int read = read(source, buffer); read >= 0; read = read(source, buffer)) {
            int length = read;
            attempt(() -> stream.write(buffer, 0, length));
            total += length;
        }
        return total;
    }

    /// Writes what is buffered.
    public void flush() {
        attempt(stream::flush);
    }

    /// The same output as a stream that throws what this class throws. Closing it flushes it.
    public OutputStream asStream() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                attempt(() -> stream.write(b));
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                attempt(() -> stream.write(bytes, offset, length));
            }

            @Override
            public void flush() {
                Output.this.flush();
            }

            @Override
            public void close() {
                Output.this.flush();
            }
        };
    }

    /// Writes what is buffered; standard output itself stays open.
    @Override
    public void close() {
        flush();
    }

    private static int read(InputStream source, byte[] buffer) {
        try {
            return source.read(buffer);
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, "cannot read the value: " + Failure.reason(e), e);
        }
    }

    private static void attempt(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            if (message.contains("Broken pipe") || message.contains("pipe is being closed")) {
                throw new BrokenPipe(e);
            }
            throw new Failure(ExitCode.FILE, "cannot write standard output: " + Failure.reason(e), e);
        }
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }
}
