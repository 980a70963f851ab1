using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Storage.MySql;

/// <summary>Adds a store in MariaDB or MySQL to a relay.</summary>
public static class MySqlBuilderExtensions
{
    /// <summary>Stores events in MariaDB or MySQL with these options. May add a second store to the configured one.</summary>
    public static RelayBuilder UseMySql(this RelayBuilder builder, MySqlStoreOptions options) => builder.UseStore(services =>
        MySqlStore.OpenAsync(options, new EngineStoreServices(
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<EngineStore>>(),
            services.GetRequiredService<RelayMetrics>())).GetAwaiter().GetResult());
}
