using BenchmarkDotNet.Attributes;
using Relay.Nostr;

namespace Relay.Benchmarks;

/// <summary>The cost of a signature: by far the largest part of an event's cost.</summary>
[MemoryDiagnoser]
public class NostrSignatureBenchmarks
{
    readonly SchnorrVerifier _verifier = new();

    [Benchmark]
    public bool VerifyWithKnownKey()
    {
        var view = NostrSamples.Note.View;
        return _verifier.Verify(view.Signature, view.Record[..32], view.Record.Slice(32, 32));
    }
}
