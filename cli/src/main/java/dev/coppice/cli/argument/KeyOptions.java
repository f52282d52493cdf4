package dev.coppice.cli.argument;

import dev.coppice.store.Limits;
import dev.coppice.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import picocli.CommandLine.Option;

/// How keys are written on the command line: as text, or with `--key-hex` in hexadecimal.
public final class KeyOptions {
    @Option(names = "--key-hex", description = "Keys on the command line are hexadecimal digits.")
    private boolean hex;

    /// For picocli.
    public KeyOptions() {}

    /// The bytes that a word stands for.
    ///
    /// @throws StoreException.Invalid when it is not hexadecimal though it should be, or too long for a key
    public byte[] key(String word) {
        byte[] key = hex ? fromHex(word) : word.getBytes(StandardCharsets.UTF_8);
        if (key.length > Limits.MAX_KEY_LENGTH) {
            throw new StoreException.Invalid("a key has at most " + Limits.MAX_KEY_LENGTH + " bytes, this one "
                    + key.length + "; shorten it, for example to a digest of it");
        }
        return key;
    }

    /// Reads hexadecimal digits, in pairs, of any case.
    public static byte[] fromHex(String digits) {
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw new StoreException.Invalid(
                    "'" + digits + "' is not hexadecimal; write two digits for each byte, such as 00ff");
        }
    }
}
