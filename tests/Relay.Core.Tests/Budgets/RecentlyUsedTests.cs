using System.Runtime.CompilerServices;
using Relay.Nostr;

namespace Relay.Core.Tests;

public sealed class RecentlyUsedTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(300)]
    public void It_holds_what_a_list_in_the_order_of_use_holds(int capacity)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var table = new RecentlyUsed<int>(capacity);
        var expected = new List<(Bytes32 Key, int Value)>();
        for (var step = 1; step <= 20_000; step++)
        {
            var key = Key(random.Next(2 * capacity));
            var place = expected.FindIndex(entry => entry.Key == key);
            // Phases of adding and of removing, so that it grows and shrinks.
            if (random.Next(10) < (step / 2_000 % 2 == 0 ? 1 : 6) && expected.Count > 0)
            {
                Assert.True(expected[0].Value == table.Oldest, $"seed {seed}, step {step}");
                table.RemoveOldest();
                expected.RemoveAt(0);
            }
            else if (random.Next(2) == 0)
            {
                ref var found = ref table.Find(key);
                Assert.True(Unsafe.IsNullRef(ref found) == place < 0, $"seed {seed}, step {step}");
                if (place >= 0)
                    Renew(expected, place, found);
            }
            else
            {
                ref var value = ref table.FindOrAdd(key);
                Assert.True(value == (place < 0 ? 0 : expected[place].Value), $"seed {seed}, step {step}");
                value = step;
                if (place < 0)
                    expected.Add((key, step));
                else
                    Renew(expected, place, step);
                if (expected.Count > capacity)
                    expected.RemoveAt(0);
            }
            Assert.True(expected.Count == table.Count, $"seed {seed}, step {step}");
            Assert.True(table.Room <= Math.Max(16, Math.Min(capacity, 4 * Math.Max(4, table.Count) + 4)), $"seed {seed}, step {step}");
        }
    }

    [Fact]
    public void One_too_many_takes_the_place_of_the_one_used_least_recently()
    {
        var table = new RecentlyUsed<int>(capacity: 3);
        for (var i = 1; i <= 3; i++)
            table.FindOrAdd(Key(i)) = i;
        table.Find(Key(1));

        table.FindOrAdd(Key(4)) = 4;

        Assert.Equal(3, table.Count);
        Assert.Equal([true, false, true, true], Enumerable.Range(1, 4).Select(i => Has(table, i)));
    }

    [Fact]
    public void It_takes_no_more_room_than_its_capacity_and_gives_it_back()
    {
        var table = new RecentlyUsed<int>(capacity: 1_000);
        for (var i = 0; i < 3_000; i++)
            table.FindOrAdd(Key(i));
        Assert.Equal((1_000, 1_000), (table.Count, table.Room));

        while (table.Count > 0)
            table.RemoveOldest();

        Assert.InRange(table.Room, 1, 31);
    }

    static bool Has(RecentlyUsed<int> table, int key) => !Unsafe.IsNullRef(ref table.Find(Key(key)));

    static void Renew(List<(Bytes32 Key, int Value)> entries, int place, int value)
    {
        var key = entries[place].Key;
        entries.RemoveAt(place);
        entries.Add((key, value));
    }

    static Bytes32 Key(int number)
    {
        var bytes = new byte[Bytes32.Size];
        BitConverter.TryWriteBytes(bytes, number);
        return new Bytes32(bytes);
    }
}
