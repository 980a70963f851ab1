namespace Relay.Core;

/// <summary>
/// Those who wait for one term, in no order. Most terms have one subscriber, who then needs no array. A mutable value
/// that lives in a dictionary.
/// </summary>
struct SubscriberList
{
    Subscriber _first;
    Subscriber[]? _others;
    int _count;

    internal readonly bool IsEmpty => _count == 0;

    internal void Add(Subscriber subscriber)
    {
        if (_count++ == 0)
        {
            _first = subscriber;
            return;
        }
        _others ??= new Subscriber[3];
        if (_count - 2 == _others.Length)
            Array.Resize(ref _others, 2 * _others.Length);
        _others[_count - 2] = subscriber;
    }

    /// <summary>Removes a subscriber who is there; the last one takes the place.</summary>
    internal void Remove(Subscriber subscriber)
    {
        _count--;
        if (_count == 0)
        {
            this = default;
            return;
        }
        ref var last = ref _others![_count - 1];
        if (IsSame(_first, subscriber))
            _first = last;
        else
        {
            var place = 0;
            while (!IsSame(_others[place], subscriber))
                place++;
            _others[place] = last;
        }
        last = default;
        if (_others.Length > 3 && _count - 1 <= _others.Length / 4)
            Array.Resize(ref _others, _others.Length / 2);
    }

    internal readonly void CopyTo(List<Subscriber> destination)
    {
        if (_count == 0)
            return;
        destination.Add(_first);
        if (_count > 1)
            destination.AddRange(_others.AsSpan(0, _count - 1));
    }

    // References, not the filters' contents: equal filters of one subscription are registered once each.
    static bool IsSame(Subscriber left, Subscriber right) =>
        ReferenceEquals(left.Subscription, right.Subscription) && ReferenceEquals(left.Filter, right.Filter);
}
