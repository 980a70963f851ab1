namespace Relay.Storage.Lmdb.Tests;

/// <summary>The bytes of the index's entries. A change of them raises the layout version, so that every index is rebuilt.</summary>
public sealed class IndexLayoutTests
{
    [Fact]
    public void The_layout_version_is_the_one_these_bytes_belong_to() => Assert.Equal(2, PostingIndex.LayoutVersion);
}
