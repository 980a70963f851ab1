using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using Perfolizer.Horology;
using Relay.Nostr;

namespace Relay.Benchmarks;

/// <summary>
/// The cost of a signature, by far the largest part of an event's cost, with each library: the bundled libsecp256k1, the system's (it fails
/// if none is installed), and managed code. On a machine that other programs use, compare the shortest times.
/// </summary>
[MemoryDiagnoser]
[MinColumn]
[MedianColumn]
[HideColumns("EnvironmentVariables")]
[Config(typeof(EachLibrary))]
public class NostrSignatureBenchmarks
{
    readonly SchnorrVerifier _verifier = new();
    readonly SecretKey _key = SecretKey.Generate();
    readonly byte[] _signature = new byte[Schnorr.SignatureLength];

    [Benchmark]
    public bool VerifyWithKnownKey()
    {
        var view = NostrSamples.Note.View;
        return _verifier.Verify(view.Signature, view.Record[..32], view.Record.Slice(32, 32));
    }

    [Benchmark]
    public void Sign() => _key.Sign(NostrSamples.Note.View.Record[..32], _signature);

    sealed class EachLibrary : ManualConfig
    {
        public EachLibrary()
        {
            // Many short iterations: some of them are not disturbed by other programs.
            var job = Job.Default.WithWarmupCount(5).WithIterationTime(TimeInterval.FromMilliseconds(50)).WithIterationCount(60);
            foreach (var library in (string[])["bundled", "system", "managed"])
                AddJob(job.WithId(library).WithEnvironmentVariable("RELAY_SIGNATURE_LIBRARY", library));
        }
    }
}
