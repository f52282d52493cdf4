package dev.coppice.volume.device;

import dev.coppice.volume.VolumeException;

/// What ranges a device takes.
final class DeviceRange {
    private DeviceRange() {}

    /// @throws VolumeException.Invalid when the range does not lie inside the device or does not consist of sectors
    static void check(long position, int length, long size) throws VolumeException.Invalid {
        if (((position | length) & BlockDevice.SECTOR - 1) != 0) {
            throw new VolumeException.Invalid(
                    length + " bytes at " + position + " are not whole sectors of " + BlockDevice.SECTOR + " bytes");
        }
        if (position < 0 || length > size - position) {
            throw new VolumeException.Invalid(
                    length + " bytes at " + position + " do not lie inside a device of " + size + " bytes");
        }
    }
}
