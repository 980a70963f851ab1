using System.Numerics;

namespace Relay.Nostr.Tests;

/// <summary>
/// Native and managed code give the same answers to valid, mutated and extreme signatures, and sign alike. Messages have 32 bytes, as
/// Nostr's always do.
/// </summary>
public sealed class SignatureDifferentialTests(ITestOutputHelper output)
{
    const int Cases = 4_000;
    const int SigningCases = 200;

    static readonly BigInteger Field = Number("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");
    static readonly BigInteger Order = Number("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

    /// <summary>Numbers at which a check may be off by one, as 32 bytes each.</summary>
    static readonly byte[][] Edges =
    [
        .. new[]
        {
            BigInteger.Zero, 1, 2, Order - 2, Order - 1, Order, Order + 1, Field - 1, Field, Field + 1, (Order - 1) / 2, (Order + 1) / 2,
            Field - Order, (BigInteger.One << 256) - 1, BigInteger.One << 255,
        }.Select(Bytes),
    ];

    readonly SignatureLibrary _native = SignatureLibraries.Native;
    readonly SignatureLibrary _managed = SignatureLibraries.Managed;

    [Fact]
    public void Both_judge_signatures_alike()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (native, managed) = (new SchnorrVerifier(_native, 64), new SchnorrVerifier(_managed, 64));
        var (valid, invalid) = (0, 0);
        for (var i = 0; i < Cases; i++)
        {
            var (signature, message, key) = Signed(random);
            var change = Change(random, i % 12, signature, message, key);
            var expected = native.Verify(signature, message, key);
            if (expected)
                valid++;
            else
                invalid++;

            // Twice: a valid signature's key is remembered by then.
            for (var time = 0; time < 2; time++)
            {
                Assert.True(
                    managed.Verify(signature, message, key) == expected,
                    $"seed {seed}, case {i} ({change}), native {expected}: {Hex(signature)} {Hex(message)} {Hex(key)}");
            }
        }

        Assert.InRange(valid, Cases / 12, Cases / 2);
        Assert.InRange(invalid, Cases / 2, Cases);
    }

    [Fact]
    public void Both_parse_the_same_keys()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var parsed = new byte[SignatureLibrary.ParsedKeySize];
        var points = 0;
        for (var i = 0; i < Cases; i++)
        {
            var key = i < Edges.Length ? Edges[i] : Fill(random, 32);
            var expected = _native.TryParsePublicKey(key, parsed);
            points += expected ? 1 : 0;
            Assert.True(_managed.TryParsePublicKey(key, parsed) == expected, $"seed {seed}, {Convert.ToHexStringLower(key)}");
        }

        // Half of all numbers are the x of a point.
        Assert.InRange(points, Cases / 2 - Cases / 10, Cases / 2 + Cases / 10);
    }

    [Fact]
    public void Both_take_the_same_secrets_and_sign_alike()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < SigningCases; i++)
        {
            var secret = i < Edges.Length ? Edges[i] : Fill(random, 32);
            var message = random.Next(4) == 0 ? Pick(random, Edges) : Fill(random, 32);
            var auxiliary = random.Next(4) == 0 ? Pick(random, Edges) : Fill(random, 32);
            var isKey = SecretKey.TryFromBytes(secret, _native, out var native);
            Assert.Equal(isKey, SecretKey.TryFromBytes(secret, _managed, out var managed));
            if (!isKey)
                continue;
            var (first, second) = (new byte[64], new byte[64]);

            native!.Sign(message, first, auxiliary);
            managed!.Sign(message, second, auxiliary);

            Assert.True(native.PublicKey.SequenceEqual(managed.PublicKey), $"seed {seed}, case {i}");
            Assert.True(first.AsSpan().SequenceEqual(second), $"seed {seed}, case {i}");
            Assert.Equal(native.ToNsec(), managed.ToNsec());
            native.Dispose();
            managed.Dispose();
        }
    }

    /// <summary>Changes what was signed in one of twelve ways, in place; names the change.</summary>
    static string Change(Random random, int way, byte[] signature, byte[] message, byte[] key)
    {
        var r = signature.AsSpan(0, 32);
        var s = signature.AsSpan(32);
        switch (way)
        {
            case 0 or 1:
                return "nothing";
            case 2:
                return Flip(random, r, "a bit of r");
            case 3:
                return Flip(random, s, "a bit of s");
            case 4:
                return Flip(random, message, "a bit of the message");
            case 5:
                return Flip(random, key, "a bit of the key");
            case 6:
                Pick(random, Edges).CopyTo(r);
                return "r at an edge";
            case 7:
                Pick(random, Edges).CopyTo(s);
                return "s at an edge";
            case 8:
                // The other y: s for -R, which only a check of the parity refuses.
                Bytes(Order - new BigInteger(s, isUnsigned: true, isBigEndian: true)).CopyTo(s);
                return "s negated";
            case 9:
                Pick(random, Edges).CopyTo(key.AsSpan());
                return "key at an edge";
            case 10:
                random.NextBytes(random.Next(2) == 0 ? r : key);
                return "r or key that may be no x of a point";
            default:
                foreach (var part in new[] { 0, 32 })
                    Pick(random, Edges).CopyTo(signature.AsSpan(part));
                Pick(random, Edges).CopyTo(message.AsSpan());
                if (random.Next(2) == 0)
                    Pick(random, Edges).CopyTo(key.AsSpan());
                return "edges everywhere";
        }
    }

    static string Flip(Random random, Span<byte> bytes, string what)
    {
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return what;
    }

    (byte[] Signature, byte[] Message, byte[] Key) Signed(Random random)
    {
        Assert.True(SecretKey.TryFromBytes(Fill(random, 32), _native, out var secret));
        using var key = secret;
        var message = random.Next(8) == 0 ? [.. Pick(random, Edges)] : Fill(random, 32);
        var signature = new byte[64];
        key.Sign(message, signature, Fill(random, 32));
        return (signature, message, key.PublicKey.ToArray());
    }

    static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    static byte[] Pick(Random random, byte[][] list) => list[random.Next(list.Length)];

    static byte[] Fill(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    static BigInteger Number(string hex) => new(Convert.FromHexString(hex), isUnsigned: true, isBigEndian: true);

    static byte[] Bytes(BigInteger number)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }
}
