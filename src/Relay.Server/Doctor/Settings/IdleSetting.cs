namespace Relay.Server;

/// <summary>A key that is set and has no effect.</summary>
/// <param name="Key">The whole key.</param>
/// <param name="Reason">Why it has no effect.</param>
/// <param name="Remedy">What gives it an effect.</param>
sealed record IdleSetting(string Key, string Reason, string Remedy)
{
    public static IdleSetting In(string section, string name, string reason, string remedy) => new($"{section}:{name}", reason, remedy);
}
