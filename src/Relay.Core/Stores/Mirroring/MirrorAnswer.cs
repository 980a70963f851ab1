namespace Relay.Core;

/// <summary>What a store of a <see cref="MirrorStore"/> has said to a change.</summary>
/// <param name="Member">The store.</param>
/// <param name="IsInStep">Whether it was in step when it got the change.</param>
/// <param name="Value">Its answer, if <paramref name="Failure"/> is null.</param>
/// <param name="Failure">Why nobody knows what became of the change there.</param>
readonly record struct MirrorAnswer<T>(MirrorMember Member, bool IsInStep, T? Value, Exception? Failure)
{
    public bool IsKnown => Failure is null;
}
