package dev.coppice.gremlin;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Stage;
import io.cucumber.guice.CucumberModules;
import org.apache.tinkerpop.gremlin.features.AbstractGuiceFactory;
import org.apache.tinkerpop.gremlin.features.World;

/// Gives the steps of TinkerPop's scenarios their world.
public final class WorldFactory extends AbstractGuiceFactory {
    /// Called by Cucumber.
    public WorldFactory() {
        super(Guice.createInjector(Stage.PRODUCTION, CucumberModules.createScenarioModule(), new AbstractModule() {
            @Override
            protected void configure() {
                bind(World.class).to(CoppiceWorld.class);
            }
        }));
    }
}
