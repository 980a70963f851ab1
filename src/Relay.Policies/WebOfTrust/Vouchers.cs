using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Decides which keys are brought in beyond the first step. A key needs a number of vouchers among its followers, and each follower vouches
/// for a limited number of keys. So k followers bring in at most k times that limit, divided by the vouchers that each key needs, no matter
/// whom they follow. Keys with the most followers come first, and use the vouchers who have the most left.
/// </summary>
sealed class Vouchers(int needed)
{
    readonly List<(int Key, int[] Follows)> _lists = [];

    // Indexed by the number of a key: how many lists name it, and for how many keys it may still vouch.
    int[] _followers = [];
    int[] _left = [];
    int[] _scratch = [];

    /// <summary>Makes room for keys with numbers below this.</summary>
    public void Fit(int keys)
    {
        Array.Resize(ref _followers, keys);
        Array.Resize(ref _left, keys);
    }

    /// <summary>Lets a key vouch for up to <paramref name="vouches"/> of the keys that it follows. Its list names each key once.</summary>
    public void Add(int key, int[] follows, int vouches)
    {
        _lists.Add((key, follows));
        _left[key] = vouches;
        foreach (var followed in follows)
            _followers[followed]++;
    }

    /// <summary>The keys that have a follower and are not in yet.</summary>
    public List<int> Followed(HashSet<int> isIn) => WithFollowers(1, isIn);

    /// <summary>The keys that are not in yet and find enough vouchers. The order of the keys decides among equals.</summary>
    public List<int> BringIn(HashSet<int> isIn, List<Bytes32> keys)
    {
        var newcomers = WithFollowers(needed, isIn);
        newcomers.Sort((a, b) => _followers[b].CompareTo(_followers[a]) is not 0 and var order ? order : keys[a].CompareTo(keys[b]));
        var followers = FollowersOf(newcomers, out var ends);
        return newcomers.FindAll(key => TryVouch(followers.AsSpan(ends[key] - _followers[key], _followers[key])));
    }

    List<int> WithFollowers(int atLeast, HashSet<int> isIn)
    {
        var found = new List<int>();
        for (var key = 0; key < _followers.Length; key++)
        {
            if (_followers[key] >= atLeast && !isIn.Contains(key))
                found.Add(key);
        }
        return found;
    }

    /// <summary>
    /// The followers of all newcomers, grouped by newcomer. <paramref name="ends"/> has the end of each group, by the newcomer's number.
    /// </summary>
    int[] FollowersOf(List<int> newcomers, out int[] ends)
    {
        var total = 0;
        ends = new int[_followers.Length];
        Array.Fill(ends, -1);
        foreach (var key in newcomers)
        {
            ends[key] = total;
            total += _followers[key];
        }
        var followers = new int[total];
        foreach (var (follower, follows) in _lists)
        {
            foreach (var followed in follows)
            {
                if (ends[followed] >= 0)
                    followers[ends[followed]++] = follower;
            }
        }
        return followers;
    }

    bool TryVouch(Span<int> followers)
    {
        if (_scratch.Length < followers.Length)
            _scratch = new int[followers.Length];
        var left = _scratch.AsSpan(0, followers.Length);
        for (var i = 0; i < followers.Length; i++)
            left[i] = _left[followers[i]];
        left.Sort(followers);
        if (left[^needed] == 0)
            return false;
        foreach (var voucher in followers[^needed..])
            _left[voucher]--;
        return true;
    }
}
