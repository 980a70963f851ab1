namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// The index's version and the bytes of its entries, which are those of <c>EntryLayoutTests</c>: a change of these raises the version, which
/// rebuilds every index.
/// </summary>
public sealed class IndexLayoutTests
{
    [Fact]
    public void The_layout_version_is_the_one_these_bytes_belong_to() => Assert.Equal(2, PostingIndex.LayoutVersion);
}
