package dev.coppice.volume.nio;

import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/// Users and groups, of which a volume knows the numbers alone; their names are those numbers, decimal.
final class Principals extends UserPrincipalLookupService {
    /// A user.
    record User(int id) implements UserPrincipal {
        @Override
        public String getName() {
            return Integer.toUnsignedString(id);
        }

        @Override
        public String toString() {
            return getName();
        }
    }

    /// A group.
    record Group(int id) implements GroupPrincipal {
        @Override
        public String getName() {
            return Integer.toUnsignedString(id);
        }

        @Override
        public String toString() {
            return getName();
        }
    }

    @Override
    public UserPrincipal lookupPrincipalByName(String name) throws UserPrincipalNotFoundException {
        return new User(parse(name));
    }

    @Override
    public GroupPrincipal lookupPrincipalByGroupName(String group) throws UserPrincipalNotFoundException {
        return new Group(parse(group));
    }

    private static int parse(String name) throws UserPrincipalNotFoundException {
        try {
            return Integer.parseUnsignedInt(name);
        } catch (NumberFormatException e) {
            throw new UserPrincipalNotFoundException(name);
        }
    }
}
