using System.Security.Cryptography;
using NBitcoin.Secp256k1;

namespace Relay.Nostr;

/// <summary>
/// Signatures by NBitcoin.Secp256k1, for machines without libsecp256k1. Verifying takes three to six times as long, signing more than
/// ten times, and both allocate. Messages have 32 bytes, as Nostr's always do.
/// <para>
/// No field is of the library's types, so that its assembly is loaded at the first signature and not before.
/// </para>
/// </summary>
sealed class ManagedSignatureLibrary : SignatureLibrary
{
    const int CoordinateSize = 32;

    public override string Name => "NBitcoin.Secp256k1 (managed code)";

    public override bool IsManaged => true;

    /// <summary>A parsed key is its point: x and the even y, 32 bytes each. So the square root is taken only once.</summary>
    public override bool TryParsePublicKey(ReadOnlySpan<byte> publicKey32, Span<byte> parsed64)
    {
        if (!FE.TryCreate(publicKey32, out var x) || !GE.TryCreateXOVariable(x, false, out var point))
            return false;
        publicKey32.CopyTo(parsed64);
        point.y.NormalizeVariable().WriteToSpan(parsed64[CoordinateSize..]);
        return true;
    }

    public override bool Verify(ReadOnlySpan<byte> signature64, ReadOnlySpan<byte> message, ReadOnlySpan<byte> parsed64)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(message.Length, Schnorr.MessageLength);
        if (!SecpSchnorrSignature.TryCreate(signature64, out var signature))
            return false;
        var point = new GE(new FE(parsed64[..CoordinateSize]), new FE(parsed64[CoordinateSize..]));
        return new ECPubKey(point, Context.Instance).ToXOnlyPubKey().SigVerifyBIP340(signature, message);
    }

    /// <summary>A key pair is the secret and the x-only public key; the rest is not used.</summary>
    public override bool TryCreateKeyPair(ReadOnlySpan<byte> secret32, Span<byte> keyPair96)
    {
        if (!ECPrivKey.TryCreate(secret32, out var key))
            return false;
        using (key)
            key.CreateXOnlyPubKey().WriteToSpan(keyPair96[CoordinateSize..]);
        secret32.CopyTo(keyPair96);
        return true;
    }

    public override void WriteSecret(ReadOnlySpan<byte> keyPair96, Span<byte> secret32) => keyPair96[..CoordinateSize].CopyTo(secret32);

    public override void WritePublicKey(ReadOnlySpan<byte> keyPair96, Span<byte> publicKey32) =>
        keyPair96.Slice(CoordinateSize, CoordinateSize).CopyTo(publicKey32);

    public override bool TrySign(
        ReadOnlySpan<byte> keyPair96, ReadOnlySpan<byte> message32, ReadOnlySpan<byte> auxiliary32, Span<byte> signature64)
    {
        if (!ECPrivKey.TryCreate(keyPair96[..CoordinateSize], out var key))
            return false;
        var auxiliary = auxiliary32.ToArray();
        using (key)
            key.SignBIP340(message32, auxiliary).WriteToSpan(signature64);
        CryptographicOperations.ZeroMemory(auxiliary);
        return true;
    }
}
