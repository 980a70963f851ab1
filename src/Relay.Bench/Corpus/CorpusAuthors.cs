using System.Buffers.Binary;
using System.Security.Cryptography;
using Relay.Nostr;

namespace Relay.Bench;

/// <summary>The authors of a corpus. The first ones publish most.</summary>
sealed class CorpusAuthors : IDisposable
{
    readonly SecretKey[] _keys;
    readonly string[] _publicKeys;

    public CorpusAuthors(int count, int seed)
    {
        _keys = new SecretKey[count];
        _publicKeys = new string[count];
        Parallel.For(0, count, i =>
        {
            _keys[i] = CreateKey(seed, i);
            _publicKeys[i] = Convert.ToHexStringLower(_keys[i].PublicKey);
        });
    }

    public int Count => _keys.Length;

    public SecretKey Key(int author) => _keys[author];

    public string PublicKey(int author) => _publicKeys[author];

    public void Dispose()
    {
        foreach (var key in _keys)
            key.Dispose();
    }

    static SecretKey CreateKey(int seed, int author)
    {
        Span<byte> source = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(source, seed);
        BinaryPrimitives.WriteInt32LittleEndian(source[4..], author);
        Span<byte> secret = stackalloc byte[32];
        for (var attempt = 0; ; attempt++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(source[8..], attempt);
            SHA256.HashData(source, secret);
            if (SecretKey.TryFromBytes(secret, out var key))
                return key;
        }
    }
}
