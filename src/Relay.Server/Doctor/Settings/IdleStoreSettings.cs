namespace Relay.Server;

/// <summary>Keys of the types of store that the relay does not have.</summary>
static class IdleStoreSettings
{
    public static IEnumerable<IdleSetting> OfOtherTypes(IReadOnlyList<string> changed, IStoreType type)
    {
        foreach (var other in StoreTypes.All.Where(other => other != type))
        {
            var section = $"Relay:Store:{other.Name}:";
            foreach (var key in changed.Where(key => key.StartsWith(section, StringComparison.OrdinalIgnoreCase)))
            {
                yield return new(
                    key, $"Relay:Store:Type is {type.Name}", $"Set Relay:Store:Type to {other.Name}, or remove the key.");
            }
        }
    }
}
