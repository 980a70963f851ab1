using BenchmarkDotNet.Attributes;
using Relay.Nostr;

namespace Relay.Benchmarks;

/// <summary>What a signature costs: with libsecp256k1 the dearest part of an event by far.</summary>
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
