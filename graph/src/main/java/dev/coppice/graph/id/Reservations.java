package dev.coppice.graph.id;

/// The ends of what was reserved, of both kinds, as an allocator must know them before it reserves more. Used by one
/// thread at a time.
sealed interface Reservations permits StoredReservations, Reservations.Everything {
    /// The ends of all that anyone has reserved so far, as far as known: [#replace] fails when they have moved since.
    /// Never below what they were before.
    IdMarks current();

    /// Makes other ends durable in place of those known.
    ///
    /// @return false when they are no longer what was known; [#current] then finds out what they are
    boolean replace(IdMarks next);

    /// Looks whether what is durable covers all that was ever known to be reserved, and makes it so.
    ///
    /// @return false when it was changed meanwhile, and another attempt is needed
    boolean checkpoint();

    /// All ids are reserved already, by an allocator whose ids nobody else will ever see.
    enum Everything implements Reservations {
        /// The only one: it has no state.
        INSTANCE;

        @Override
        public IdMarks current() {
            return IdMarks.UNBOUNDED;
        }

        @Override
        public boolean replace(IdMarks next) {
            throw new IllegalStateException("nothing lies above all ids: " + next);
        }

        @Override
        public boolean checkpoint() {
            return true;
        }
    }
}
