package dev.coppice.volume.nio;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Addresses of files in volumes: `volume:`, the address of the image, `!`, and the path in the volume, of whose bytes
/// all but a few letters, digits and signs are escaped by `%` and two digits.
///
/// @param image the address of the image
/// @param path in the volume, absolute
record VolumeAddress(URI image, String path) {
    static final String SCHEME = "volume";

    private static final String PLAIN = "-._~/!$&'()*+,;=:@";

    /// @throws IllegalArgumentException when the address is none of this kind
    static VolumeAddress parse(URI address) {
        String specific = address.getRawSchemeSpecificPart();
        if (!SCHEME.equalsIgnoreCase(address.getScheme())) {
            throw new IllegalArgumentException("'" + address + "' does not begin with " + SCHEME + ":");
        }
        int separator = specific.indexOf("!/");
        String image = separator < 0 ? specific : specific.substring(0, separator);
        String path = separator < 0 ? "/" : specific.substring(separator + 1);
        return new VolumeAddress(URI.create(image), NameBytes.decode(unescape(path)));
    }

    static VolumeAddress of(Path image, String path) {
        return new VolumeAddress(image.toUri(), path);
    }

    URI toUri() {
        StringBuilder text = new StringBuilder(SCHEME + ":" + image + "!");
        for (byte each : NameBytes.encode(path)) {
            char c = (char) (each & 0xFF);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
                text.append(c);
            } else {
                text.append('%').append(String.format("%02X", (int) c));
            }
        }
        return URI.create(text.toString());
    }

    private static byte[] unescape(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '%') {
                bytes.write(Integer.parseInt(text.substring(at + 1, at + 3), 16));
                at += 2;
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
