package dev.coppice.cli.command;

import java.lang.module.ModuleDescriptor;
import picocli.CommandLine.IVersionProvider;

/// The version of this program, from where the build wrote it: the module's descriptor.
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        ModuleDescriptor descriptor = Version.class.getModule().getDescriptor();
        String version = descriptor == null
                ? "(built without a version)"
                : descriptor.rawVersion().orElse("(no version)");
        return new String[] {"coppice " + version, "Java " + Runtime.version()};
    }
}
