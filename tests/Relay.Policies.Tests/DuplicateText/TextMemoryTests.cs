using System.Runtime.Intrinsics;
using Relay.Testing;

namespace Relay.Policies.Tests;

public sealed class TextMemoryTests
{
    readonly FakeTime _time = new();
    readonly int _seed = System.Random.Shared.Next();
    readonly Random _random;

    public TextMemoryTests()
    {
        _random = new Random(_seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {_seed}");
    }

    [Theory]
    [InlineData(75, 48, true)]
    [InlineData(75, 47, false)]
    [InlineData(60, 39, true)]
    [InlineData(60, 38, false)]
    [InlineData(100, 64, true)]
    [InlineData(100, 63, false)]
    public void Sketches_are_similar_from_a_share_of_equal_bytes_on(int similarity, int equal, bool isSimilar)
    {
        var memory = Memory(similarity: similarity);
        var bytes = RandomBytes();
        memory.Count(Sketch(bytes), null);

        for (var i = equal; i < bytes.Length; i++)
            bytes[i] ^= 1;

        Assert.Equal(isSimilar ? 2 : 1, memory.Count(Sketch(bytes), null));
    }

    [Fact]
    public void The_oldest_that_came_once_goes_first()
    {
        var memory = Memory(capacity: 100);
        var sketches = Enumerable.Range(0, 101).Select(_ => Sketch(RandomBytes())).ToArray();

        foreach (var sketch in sketches)
            Assert.Equal(1, memory.Count(sketch, null));

        Assert.Equal(2, memory.Count(sketches[1], null));
        Assert.Equal(1, memory.Count(sketches[0], null));
    }

    [Fact]
    public void A_flood_of_texts_that_come_once_pushes_out_none_that_was_repeated()
    {
        var memory = Memory(capacity: 200);
        var repeated = Enumerable.Range(0, 20).Select(_ => Sketch(RandomBytes())).ToArray();
        foreach (var sketch in repeated.Concat(repeated))
            memory.Count(sketch, null);

        for (var i = 0; i < 20_000; i++)
            memory.Count(Sketch(RandomBytes()), null);

        Assert.All(repeated, sketch => Assert.Equal(3, memory.Count(sketch, null)));
    }

    [Fact]
    public void Where_all_were_repeated_those_that_were_repeated_least_make_room()
    {
        var memory = Memory(capacity: 100);
        var campaign = Sketch(RandomBytes());
        for (var i = 1; i <= 5; i++)
            memory.Count(campaign, null);

        for (var i = 0; i < 1_000; i++)
        {
            var flood = Sketch(RandomBytes());
            Assert.Equal(1, memory.Count(flood, null));
            Assert.Equal(2, memory.Count(flood, null));
        }

        Assert.Equal(6, memory.Count(campaign, null));
    }

    [Fact]
    public void What_was_repeated_makes_room_once_its_window_is_over()
    {
        var memory = Memory(capacity: 100);
        var first = Sketch(RandomBytes());
        memory.Count(first, null);
        Assert.Equal(2, memory.Count(first, null));

        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(1, memory.Count(first, null));
    }

    byte[] RandomBytes()
    {
        var bytes = new byte[TextSketch.Size];
        _random.NextBytes(bytes);
        return bytes;
    }

    static TextSketch Sketch(byte[] bytes) => new(Vector512.Create(bytes));

    TextMemory Memory(int capacity = 1000, int similarity = 60) => new(TimeSpan.FromSeconds(60), capacity, similarity, _time);
}
