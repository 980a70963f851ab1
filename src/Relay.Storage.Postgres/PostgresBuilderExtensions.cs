using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Storage.Postgres;

/// <summary>Adds a store in PostgreSQL to a relay.</summary>
public static class PostgresBuilderExtensions
{
    /// <summary>Stores events in PostgreSQL with these options. May add a second store to the configured one.</summary>
    public static RelayBuilder UsePostgres(this RelayBuilder builder, PostgresStoreOptions options) => builder.UseStore(services =>
        PostgresStore.OpenAsync(options, new EngineStoreServices(
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<EngineStore>>(),
            services.GetRequiredService<RelayMetrics>())).GetAwaiter().GetResult());
}
