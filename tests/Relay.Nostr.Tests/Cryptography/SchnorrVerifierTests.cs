namespace Relay.Nostr.Tests;

/// <summary>What a verifier does; runs on each library for signatures.</summary>
public abstract class SchnorrVerifierTests
{
    readonly SignatureLibrary _library;
    readonly SchnorrVerifier _verifier;

    private protected SchnorrVerifierTests(SignatureLibrary library)
    {
        _library = library;
        _verifier = new SchnorrVerifier(library, 64);
    }

    /// <summary>Whether a message of another length is refused as a mistake of the caller.</summary>
    private protected abstract bool TakesOnly32Bytes { get; }

    /// <summary>The most bytes that a verification may allocate.</summary>
    private protected abstract int BytesAllocated { get; }

    public static TheoryData<int> VectorIndexes => new(Enumerable.Range(0, Bip340Vector.All.Count));

    [Fact]
    public void The_table_of_vectors_is_complete()
    {
        Assert.Equal(19, Bip340Vector.All.Count);
        Assert.Equal(9, Bip340Vector.All.Count(vector => vector.IsValid));
        Assert.Equal([0, 1, 17, 100], Bip340Vector.All.Skip(15).Select(vector => vector.Message.Length));
    }

    [Theory]
    [MemberData(nameof(VectorIndexes))]
    public void Vector_is_judged_as_BIP340_states(int index)
    {
        AssertJudgedAsStated(Bip340Vector.All[index]);
        AssertJudgedAsStated(Bip340Vector.All[index]);
    }

    [Theory]
    [MemberData(nameof(VectorIndexes))]
    public void Vector_is_judged_the_same_when_its_key_is_cached(int index)
    {
        foreach (var valid in Bip340Vector.All.Where(vector => vector.IsValid))
            AssertJudgedAsStated(valid);

        AssertJudgedAsStated(Bip340Vector.All[index]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Any_flipped_bit_is_refused(bool keyIsCached)
    {
        var vector = Bip340Vector.All[1];
        var (signature, message, key) = (vector.Signature, vector.Message, vector.PublicKey);
        if (keyIsCached)
            Assert.True(_verifier.Verify(signature, message, key));

        foreach (var bytes in new[] { signature, message, key })
        {
            for (var bit = 0; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(_verifier.Verify(signature, message, key), $"bit {bit} of {bytes.Length} bytes");
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        Assert.True(_verifier.Verify(signature, message, key));
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xff)]
    public void Uniform_bytes_are_refused_in_every_place(byte filler)
    {
        var vector = Bip340Vector.All[1];
        var long64 = Enumerable.Repeat(filler, 64).ToArray();
        var short32 = Enumerable.Repeat(filler, 32).ToArray();
        byte[] wrongR = [.. short32, .. vector.Signature[32..]];
        byte[] wrongS = [.. vector.Signature[..32], .. short32];

        Assert.False(_verifier.Verify(long64, short32, short32));
        Assert.False(_verifier.Verify(long64, vector.Message, vector.PublicKey));
        Assert.False(_verifier.Verify(wrongR, vector.Message, vector.PublicKey));
        Assert.False(_verifier.Verify(wrongS, vector.Message, vector.PublicKey));
        Assert.False(_verifier.Verify(vector.Signature, short32, vector.PublicKey));
        Assert.False(_verifier.Verify(vector.Signature, vector.Message, short32));
    }

    [Fact]
    public void Only_keys_of_valid_signatures_are_remembered()
    {
        foreach (var invalid in Bip340Vector.All.Where(vector => !vector.IsValid))
            Assert.False(_verifier.VerifyAnyLength(invalid.Signature, invalid.Message, invalid.PublicKey));
        Assert.Equal(0, _verifier.Cache.Count);

        var valid = Bip340Vector.All[1];
        Assert.True(_verifier.Verify(valid.Signature, valid.Message, valid.PublicKey));
        Assert.True(_verifier.Verify(valid.Signature, valid.Message, valid.PublicKey));
        Assert.Equal(1, _verifier.Cache.Count);
    }

    [Theory]
    [InlineData(63, 32, 32)]
    [InlineData(65, 32, 32)]
    [InlineData(64, 31, 32)]
    [InlineData(64, 33, 32)]
    [InlineData(64, 32, 31)]
    [InlineData(64, 32, 33)]
    public void Wrong_lengths_are_a_mistake_of_the_caller(int signature, int message, int key) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _verifier.Verify(new byte[signature], new byte[message], new byte[key]));

    [Fact]
    public void Verifying_allocates_nothing_or_what_is_known()
    {
        var verifier = new SchnorrVerifier(_library, 4);
        var vectors = Bip340Vector.All.Take(4).Select(vector => (vector.Signature, vector.Message, vector.PublicKey)).ToArray();
        Assert.True(verifier.Verify(vectors[0].Signature, vectors[0].Message, vectors[0].PublicKey));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var valid = 0;
        for (var i = 0; i < 40; i++)
        {
            var (signature, message, key) = vectors[i % vectors.Length];
            valid += verifier.Verify(signature, message, key) ? 1 : 0;
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40 * BytesAllocated);
        Assert.Equal(40, valid);
    }

    [Fact]
    public async Task Many_threads_with_more_keys_than_the_cache_holds_get_right_answers()
    {
        var seed = Random.Shared.Next();
        var verifier = new SchnorrVerifier(_library, 8);
        var signed = Enumerable.Range(1, 40).Select(SignedBy).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            var random = new Random(seed + thread);
            for (var i = 0; i < 1_000; i++)
            {
                var (signature, message, key) = signed[random.Next(signed.Length)];
                var (_, otherMessage, otherKey) = signed[random.Next(signed.Length)];
                Assert.True(verifier.Verify(signature, message, key), $"seed {seed}");
                Assert.Equal(ReferenceEquals(key, otherKey), verifier.Verify(signature, message, otherKey));
                Assert.Equal(ReferenceEquals(message, otherMessage), verifier.Verify(signature, otherMessage, key));
            }
        })));

        Assert.InRange(verifier.Cache.Count, 1, 8);
    }

    void AssertJudgedAsStated(Bip340Vector vector)
    {
        if (TakesOnly32Bytes && vector.Message.Length != Schnorr.MessageLength)
        {
            Assert.Throws<ArgumentOutOfRangeException>(
                () => _verifier.VerifyAnyLength(vector.Signature, vector.Message, vector.PublicKey));
            return;
        }

        Assert.Equal(vector.IsValid, _verifier.VerifyAnyLength(vector.Signature, vector.Message, vector.PublicKey));
    }

    (byte[] Signature, byte[] Message, byte[] Key) SignedBy(int number)
    {
        var secret = new byte[32];
        secret[31] = (byte)number;
        Assert.True(SecretKey.TryFromBytes(secret, _library, out var secretKey));
        using var key = secretKey;
        var message = Enumerable.Repeat((byte)number, 32).ToArray();
        var signature = new byte[64];
        key.Sign(message, signature, secret);
        return (signature, message, key.PublicKey.ToArray());
    }
}
