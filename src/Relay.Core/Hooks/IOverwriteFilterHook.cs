using Relay.Nostr;

namespace Relay.Core;

/// <summary>May change every filter before it is used, stored and live.</summary>
public interface IOverwriteFilterHook
{
    /// <summary>Gives back the filter to use.</summary>
    ValueTask<Filter> OverwriteFilterAsync(ClientContext client, Filter filter, CancellationToken cancel);
}
