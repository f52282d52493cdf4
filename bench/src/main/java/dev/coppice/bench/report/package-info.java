/// Results and their summaries, as text, Markdown, JSON and SVG.
package dev.coppice.bench.report;
