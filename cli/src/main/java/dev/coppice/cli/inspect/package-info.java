/// The microscope: what lies in the files of a database, record by record and page by page. Opens the files only, never
/// the database, so that it works on one that is damaged or in use; changes nothing; trusts no byte that a checksum has
/// not covered.
package dev.coppice.cli.inspect;
