package dev.coppice.gremlin;

import org.apache.tinkerpop.gremlin.GraphProviderClass;
import org.apache.tinkerpop.gremlin.process.ProcessStandardSuite;
import org.junit.runner.RunWith;

/// TinkerPop's tests of traversals in Java.
@SuppressWarnings("deprecation") // the suites that are to follow it are this one, in two parts
@RunWith(ProcessStandardSuite.class)
@GraphProviderClass(provider = CoppiceGraphProvider.class, graph = CoppiceGraph.class)
public final class ProcessSuiteTest {}
