// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Syntax;

/// <summary>Types and subtypes of 802.11 frames: <c>wlan type mgt subtype beacon</c>.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Value">What the bits of the first byte of frame control must be.</param>
/// <param name="Mask">Which bits of that byte are compared.</param>
public sealed record WlanTypeTest(SourceSpan Span, byte Value, byte Mask) : FilterNode(Span);

/// <summary>The direction bits of 802.11: <c>dir nods</c>, <c>tods</c>, <c>fromds</c>, <c>dstods</c>, or a number.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Direction">0 to 3: the bits To DS (1) and From DS (2).</param>
public sealed record WlanDirectionTest(SourceSpan Span, uint Direction) : FilterNode(Span);

/// <summary>What a <see cref="PfTest"/> asks of the header of OpenBSD's packet filter.</summary>
public enum PfField
{
    /// <summary><c>ifname</c>, <c>on</c>.</summary>
    InterfaceName,

    /// <summary><c>rset</c>, <c>ruleset</c>.</summary>
    RuleSet,

    /// <summary><c>rnr</c>, <c>rulenum</c>.</summary>
    RuleNumber,

    /// <summary><c>srnr</c>, <c>subrulenum</c>.</summary>
    SubruleNumber,

    /// <summary><c>reason</c>.</summary>
    Reason,

    /// <summary><c>action</c>.</summary>
    Action,
}

/// <summary>A field of the header that OpenBSD's packet filter logs.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Field">The field.</param>
/// <param name="Text">The name to compare with, for an interface or a rule set.</param>
/// <param name="Number">The number to compare with, for the others.</param>
public sealed record PfTest(SourceSpan Span, PfField Field, string Text, uint Number) : FilterNode(Span);

/// <summary>Kinds of ATM traffic.</summary>
public enum AtmKind
{
    /// <summary><c>lane</c>.</summary>
    Lane,

    /// <summary><c>metac</c>.</summary>
    MetaSignalling,

    /// <summary><c>bcc</c>.</summary>
    BroadcastSignalling,

    /// <summary><c>oamf4sc</c>.</summary>
    SegmentOamF4,

    /// <summary><c>oamf4ec</c>.</summary>
    EndToEndOamF4,

    /// <summary><c>sc</c>.</summary>
    Signalling,

    /// <summary><c>ilmic</c>.</summary>
    Ilmi,

    /// <summary><c>oam</c>, <c>oamf4</c>.</summary>
    OamF4,

    /// <summary><c>connectmsg</c>.</summary>
    ConnectMessage,

    /// <summary><c>metaconnect</c>.</summary>
    MetaConnect,
}

/// <summary>A kind of ATM traffic.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Kind">Which.</param>
public sealed record AtmKindTest(SourceSpan Span, AtmKind Kind) : FilterNode(Span);

/// <summary><c>vpi</c> or <c>vci</c> of ATM.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="IsVirtualChannel">Whether <c>vci</c>.</param>
/// <param name="Relation">How it is compared.</param>
/// <param name="Value">With what.</param>
public sealed record AtmFieldTest(SourceSpan Span, bool IsVirtualChannel, Relation Relation, uint Value) : FilterNode(Span);

/// <summary>Signal units of SS7's MTP2.</summary>
public enum Mtp2Kind
{
    /// <summary><c>fisu</c>.</summary>
    FillIn,

    /// <summary><c>lssu</c>.</summary>
    LinkStatus,

    /// <summary><c>msu</c>.</summary>
    Message,
}

/// <summary>A kind of signal unit.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Kind">Which.</param>
/// <param name="IsHighSpeed">Whether the extended sequence numbers of high-speed links (<c>hfisu</c>, <c>hlssu</c>, <c>hmsu</c>).</param>
public sealed record Mtp2KindTest(SourceSpan Span, Mtp2Kind Kind, bool IsHighSpeed) : FilterNode(Span);

/// <summary>Fields of SS7's MTP3.</summary>
public enum Mtp3Field
{
    /// <summary><c>sio</c>.</summary>
    ServiceInformation,

    /// <summary><c>opc</c>.</summary>
    OriginatingPoint,

    /// <summary><c>dpc</c>.</summary>
    DestinationPoint,

    /// <summary><c>sls</c>.</summary>
    SignallingLink,
}

/// <summary>A field of MTP3.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Field">Which.</param>
/// <param name="IsHighSpeed">Whether a high-speed link (<c>hsio</c>, …).</param>
/// <param name="Relation">How it is compared.</param>
/// <param name="Value">With what.</param>
public sealed record Mtp3FieldTest(SourceSpan Span, Mtp3Field Field, bool IsHighSpeed, Relation Relation, uint Value) : FilterNode(Span);

/// <summary>What an <see cref="LlcTest"/> asks.</summary>
public enum LlcKind
{
    /// <summary><c>llc</c>: any packet with an 802.2 header.</summary>
    Any,

    /// <summary><c>llc i</c>.</summary>
    Information,

    /// <summary><c>llc s</c>.</summary>
    Supervisory,

    /// <summary><c>llc u</c>.</summary>
    Unnumbered,

    /// <summary>A supervisory frame of a subtype: <c>rr</c>, <c>rnr</c>, <c>rej</c>.</summary>
    SupervisorySubtype,

    /// <summary>An unnumbered frame of a subtype: <c>ui</c>, <c>ua</c>, <c>disc</c>, <c>sabme</c>, <c>test</c>, <c>xid</c>, <c>frmr</c>, <c>dm</c>.</summary>
    UnnumberedSubtype,
}

/// <summary>802.2 frames: <c>llc</c>, <c>llc u</c>, <c>llc rr</c>.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Kind">What it asks.</param>
/// <param name="Subtype">The bits of the control field, for a subtype.</param>
public sealed record LlcTest(SourceSpan Span, LlcKind Kind, byte Subtype) : FilterNode(Span);
