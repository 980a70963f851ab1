using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Who brings in whom beyond the first step. A key needs a number of vouchers among its followers, and each follower vouches for a
/// limited number of keys; so k followers bring in no more than k times that limit, divided by the vouchers that each key needs, whatever
/// they follow. Keys with most followers have the first turn, and take the vouchers who have most left.
/// </summary>
sealed class Vouchers(int needed)
{
    readonly List<(int Key, int[] Follows)> _lists = [];

    // By the number of a key: how many lists name it, and for how many keys it may still vouch.
    int[] _followers = [];
    int[] _left = [];
    int[] _scratch = [];

    /// <summary>Makes room for keys with numbers below this.</summary>
    public void Fit(int keys)
    {
        Array.Resize(ref _followers, keys);
        Array.Resize(ref _left, keys);
    }

    /// <summary>Lets a key vouch for that many of those whom it follows, each of whom its list names once.</summary>
    public void Add(int key, int[] follows, int vouches)
    {
        _lists.Add((key, follows));
        _left[key] = vouches;
        foreach (var followed in follows)
            _followers[followed]++;
    }

    /// <summary>Those whom somebody follows and who are not in.</summary>
    public List<int> Followed(HashSet<int> isIn) => WithFollowers(1, isIn);

    /// <summary>Those who are not in and find vouchers enough; the keys tell who is first among equals.</summary>
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

    /// <summary>The followers of each newcomer in a row, and where its row ends, by its number.</summary>
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
