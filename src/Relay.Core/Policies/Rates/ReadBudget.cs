using System.Globalization;
using System.Runtime.CompilerServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>One rule at work: an account for each connection or address. Thread-safe.</summary>
sealed class ReadBudget : IDisposable
{
    static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    readonly TimeProvider _time;
    readonly ReadBudgetMeasure _measure;
    readonly double _full;
    readonly double _perSecond;
    readonly double _maxDebt;
    readonly string _owner;
    readonly Verdict _overdrawn;
    readonly Lock _gate = new();

    // One of the two. Accounts of connections go with them; those of addresses once they are full again, as if never used.
    readonly ConditionalWeakTable<ClientContext, Account>? _ofConnections;
    readonly Dictionary<Bytes32, Account> _ofAddresses = [];
    readonly ITimer? _sweep;

    internal ReadBudget(ReadBudgetRule rule, TimeProvider time)
    {
        _time = time;
        _measure = rule.Of ?? throw new ArgumentException("a rule says what it counts", nameof(rule));
        var count = rule.Count ?? throw new ArgumentException("a rule says how much it allows", nameof(rule));
        _full = rule.Burst ?? count;
        _perSecond = (double)count / rule.Seconds;
        _maxDebt = rule.MaxDebt ?? _full;
        var isOfConnections = rule.By == ReadBudgetOwner.Connection;
        _owner = isOfConnections ? "connection" : "address";
        _overdrawn = Verdict.RateLimited($"the query reads too much for this {_owner}");
        if (isOfConnections)
            _ofConnections = [];
        else
            _sweep = time.CreateTimer(static budget => ((ReadBudget)budget!).Sweep(), this, SweepInterval, SweepInterval);
    }

    /// <summary>How many addresses have an account.</summary>
    internal int AddressCount
    {
        get
        {
            lock (_gate)
                return _ofAddresses.Count;
        }
    }

    public void Dispose() => _sweep?.Dispose();

    /// <summary>Whether a query may begin.</summary>
    internal Verdict Ask(ClientContext client)
    {
        double level;
        lock (_gate)
        {
            if (Find(client, create: false) is not { } account)
                return Verdict.Accept;
            level = Refill(account);
        }
        if (level >= 0)
            return Verdict.Accept;
        var seconds = Math.Ceiling(-level / _perSecond);
        return Verdict.RateLimited(string.Create(
            CultureInfo.InvariantCulture, $"too much was read from this {_owner}, wait {seconds} seconds"));
    }

    /// <summary>Takes what a query cost; a refusal if it must not go on.</summary>
    internal Verdict Charge(ClientContext client, in QueryCost cost)
    {
        var amount = _measure == ReadBudgetMeasure.Scanned ? cost.Scanned : cost.Bytes;
        if (amount == 0)
            return Verdict.Accept;
        lock (_gate)
        {
            if (Find(client, create: true) is not { } account)
                return Verdict.Accept;
            account.Level = Refill(account) - amount;
            return account.Level < -_maxDebt ? _overdrawn : Verdict.Accept;
        }
    }

    Account? Find(ClientContext client, bool create)
    {
        Account? account = null;
        if (_ofConnections is not null)
        {
            if (!_ofConnections.TryGetValue(client, out account) && create)
                _ofConnections.Add(client, account = NewAccount());
        }
        // Whoever has no address, as on a Unix socket, cannot be told from others there.
        else if (client.AddressKey is { } key)
        {
            if (!_ofAddresses.TryGetValue(key, out account) && create)
                _ofAddresses.Add(key, account = NewAccount());
        }
        return account;
    }

    Account NewAccount() => new() { Level = _full, At = _time.GetTimestamp() };

    double Refill(Account account)
    {
        var now = _time.GetTimestamp();
        account.Level = Math.Min(_full, account.Level + _perSecond * _time.GetElapsedTime(account.At, now).TotalSeconds);
        account.At = now;
        return account.Level;
    }

    void Sweep()
    {
        lock (_gate)
        {
            foreach (var (key, account) in _ofAddresses)
            {
                if (Refill(account) >= _full)
                    _ofAddresses.Remove(key);
            }
        }
    }

    sealed class Account
    {
        /// <summary>What is left; below zero, what is owed.</summary>
        internal double Level { get; set; }

        internal long At { get; set; }
    }
}
