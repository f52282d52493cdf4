/// What Gremlin Server needs for serving graphs of Coppice without a script.
package dev.coppice.gremlin.server;
