namespace Relay.Server;

/// <summary>A store of Relay:Stores.</summary>
/// <param name="Options">Its options.</param>
/// <param name="Settings">How it is opened.</param>
sealed record RoutedSettings(RoutedStoreOptions Options, StoreSettings Settings);
