// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <summary>
/// The kind of the first header of a packet, numbered as in capture files: the <c>LINKTYPE_</c> registry of tcpdump.org, also
/// draft-ietf-opsawg-pcaplinktype. The <c>DLT_</c> numbers of running systems differ for a few types; <see cref="LinkTypes.FromFile"/> maps those.
/// </summary>
public enum LinkType
{
    /// <summary>BSD loopback. Registry name <c>LINKTYPE_NULL</c>.</summary>
    Null = 0,

    /// <summary>Ethernet. Registry name <c>LINKTYPE_ETHERNET</c>.</summary>
    Ethernet = 1,

    /// <summary>Experimental 3 Mb/s Ethernet. Registry name <c>LINKTYPE_EXP_ETHERNET</c>.</summary>
    ExperimentalEthernet = 2,

    /// <summary>AX.25 packets. Registry name <c>LINKTYPE_AX25</c>.</summary>
    Ax25 = 3,

    /// <summary>Proteon ProNET token ring. Registry name <c>LINKTYPE_PRONET</c>.</summary>
    Pronet = 4,

    /// <summary>MIT Chaosnet. Registry name <c>LINKTYPE_CHAOS</c>.</summary>
    Chaos = 5,

    /// <summary>Token ring. Registry name <c>LINKTYPE_IEEE802_5</c>.</summary>
    TokenRing = 6,

    /// <summary>BSD ARCNET. Registry name <c>LINKTYPE_ARCNET_BSD</c>.</summary>
    ArcnetBsd = 7,

    /// <summary>SLIP. Registry name <c>LINKTYPE_SLIP</c>.</summary>
    Slip = 8,

    /// <summary>PPP. Registry name <c>LINKTYPE_PPP</c>.</summary>
    Ppp = 9,

    /// <summary>FDDI. Registry name <c>LINKTYPE_FDDI</c>.</summary>
    Fddi = 10,

    /// <summary>PPP over serial. Registry name <c>LINKTYPE_PPP_HDLC</c>.</summary>
    PppHdlc = 50,

    /// <summary>PPPoE. Registry name <c>LINKTYPE_PPP_ETHER</c>.</summary>
    PppEther = 51,

    /// <summary>Symantec Firewall. Registry name <c>LINKTYPE_SYMANTEC_FIREWALL</c>.</summary>
    SymantecFirewall = 99,

    /// <summary>RFC 1483 LLC-encapsulated ATM. Registry name <c>LINKTYPE_ATM_RFC1483</c>.</summary>
    AtmRfc1483 = 100,

    /// <summary>Raw IP. Registry name <c>LINKTYPE_RAW</c>.</summary>
    Raw = 101,

    /// <summary>BSD/OS SLIP. Registry name <c>LINKTYPE_SLIP_BSDOS</c>.</summary>
    SlipBsdos = 102,

    /// <summary>BSD/OS PPP. Registry name <c>LINKTYPE_PPP_BSDOS</c>.</summary>
    PppBsdos = 103,

    /// <summary>Cisco HDLC. Registry name <c>LINKTYPE_C_HDLC</c>.</summary>
    CiscoHdlc = 104,

    /// <summary>802.11. Registry name <c>LINKTYPE_IEEE802_11</c>.</summary>
    Ieee80211 = 105,

    /// <summary>Linux Classical IP over ATM. Registry name <c>LINKTYPE_ATM_CLIP</c>.</summary>
    AtmClip = 106,

    /// <summary>Frame Relay. Registry name <c>LINKTYPE_FRELAY</c>.</summary>
    FrameRelay = 107,

    /// <summary>OpenBSD loopback. Registry name <c>LINKTYPE_LOOP</c>.</summary>
    Loop = 108,

    /// <summary>OpenBSD encapsulated IP. Registry name <c>LINKTYPE_ENC</c>.</summary>
    Enc = 109,

    /// <summary>ATM LAN emulation, IEEE 802.3. Registry name <c>LINKTYPE_LANE8023</c>.</summary>
    Lane8023 = 110,

    /// <summary>HIPPI. Registry name <c>LINKTYPE_HIPPI</c>.</summary>
    Hippi = 111,

    /// <summary>NetBSD HDLC framing. Registry name <c>LINKTYPE_HDLC</c>.</summary>
    Hdlc = 112,

    /// <summary>Linux cooked v1. Registry name <c>LINKTYPE_LINUX_SLL</c>.</summary>
    LinuxSll = 113,

    /// <summary>Localtalk. Registry name <c>LINKTYPE_LTALK</c>.</summary>
    LocalTalk = 114,

    /// <summary>Acorn Econet. Registry name <c>LINKTYPE_ECONET</c>.</summary>
    Econet = 115,

    /// <summary>OpenBSD ipfilter. Registry name <c>LINKTYPE_IPFILTER</c>.</summary>
    Ipfilter = 116,

    /// <summary>OpenBSD pflog file. Registry name <c>LINKTYPE_PFLOG</c>.</summary>
    Pflog = 117,

    /// <summary>Cisco IOS internal. Registry name <c>LINKTYPE_CISCO_IOS</c>.</summary>
    CiscoIos = 118,

    /// <summary>802.11 plus Prism header. Registry name <c>LINKTYPE_IEEE802_11_PRISM</c>.</summary>
    Ieee80211Prism = 119,

    /// <summary>802.11 plus Aironet header. Registry name <c>LINKTYPE_IEEE802_11_AIRONET</c>.</summary>
    Ieee80211Aironet = 120,

    /// <summary>Siemens HiPath HDLC. Registry name <c>LINKTYPE_HHDLC</c>.</summary>
    Hhdlc = 121,

    /// <summary>RFC 2625 IP-over-Fibre Channel. Registry name <c>LINKTYPE_IP_OVER_FC</c>.</summary>
    IPOverFibreChannel = 122,

    /// <summary>Sun raw ATM. Registry name <c>LINKTYPE_SUNATM</c>.</summary>
    Sunatm = 123,

    /// <summary>RapidIO. Registry name <c>LINKTYPE_RIO</c>.</summary>
    Rio = 124,

    /// <summary>PCI Express. Registry name <c>LINKTYPE_PCI_EXP</c>.</summary>
    PciExp = 125,

    /// <summary>Xilinx Aurora link layer. Registry name <c>LINKTYPE_AURORA</c>.</summary>
    Aurora = 126,

    /// <summary>802.11 plus radiotap header. Registry name <c>LINKTYPE_IEEE802_11_RADIOTAP</c>.</summary>
    Ieee80211Radiotap = 127,

    /// <summary>Tazmen Sniffer Protocol. Registry name <c>LINKTYPE_TZSP</c>.</summary>
    Tzsp = 128,

    /// <summary>Linux ARCNET. Registry name <c>LINKTYPE_ARCNET_LINUX</c>.</summary>
    ArcnetLinux = 129,

    /// <summary>Juniper Multi-Link PPP. Registry name <c>LINKTYPE_JUNIPER_MLPPP</c>.</summary>
    JuniperMlppp = 130,

    /// <summary>Juniper Multi-Link Frame Relay. Registry name <c>LINKTYPE_JUNIPER_MLFR</c>.</summary>
    JuniperMlfr = 131,

    /// <summary>Juniper Encryption Services PIC. Registry name <c>LINKTYPE_JUNIPER_ES</c>.</summary>
    JuniperEs = 132,

    /// <summary>Juniper GGSN PIC. Registry name <c>LINKTYPE_JUNIPER_GGSN</c>.</summary>
    JuniperGgsn = 133,

    /// <summary>Juniper FRF.16 Frame Relay. Registry name <c>LINKTYPE_JUNIPER_MFR</c>.</summary>
    JuniperMfr = 134,

    /// <summary>Juniper ATM2 PIC. Registry name <c>LINKTYPE_JUNIPER_ATM2</c>.</summary>
    JuniperAtm2 = 135,

    /// <summary>Juniper Advanced Services PIC. Registry name <c>LINKTYPE_JUNIPER_SERVICES</c>.</summary>
    JuniperServices = 136,

    /// <summary>Juniper ATM1 PIC. Registry name <c>LINKTYPE_JUNIPER_ATM1</c>.</summary>
    JuniperAtm1 = 137,

    /// <summary>Apple IP-over-IEEE 1394. Registry name <c>LINKTYPE_APPLE_IP_OVER_IEEE1394</c>.</summary>
    AppleIpOverIeee1394 = 138,

    /// <summary>SS7 MTP2 with Pseudo-header. Registry name <c>LINKTYPE_MTP2_WITH_PHDR</c>.</summary>
    Mtp2WithPseudoHeader = 139,

    /// <summary>SS7 MTP2. Registry name <c>LINKTYPE_MTP2</c>.</summary>
    Mtp2 = 140,

    /// <summary>SS7 MTP3. Registry name <c>LINKTYPE_MTP3</c>.</summary>
    Mtp3 = 141,

    /// <summary>SS7 SCCP. Registry name <c>LINKTYPE_SCCP</c>.</summary>
    Sccp = 142,

    /// <summary>DOCSIS. Registry name <c>LINKTYPE_DOCSIS</c>.</summary>
    Docsis = 143,

    /// <summary>Linux IrDA. Registry name <c>LINKTYPE_LINUX_IRDA</c>.</summary>
    LinuxIrda = 144,

    /// <summary>IBM SP switch. Registry name <c>LINKTYPE_IBM_SP</c>.</summary>
    IbmSp = 145,

    /// <summary>IBM Next Federation switch. Registry name <c>LINKTYPE_IBM_SN</c>.</summary>
    IbmSn = 146,

    /// <summary>Private use 0. Registry name <c>LINKTYPE_RESERVED_01</c>.</summary>
    User0 = 147,

    /// <summary>Private use 1. Registry name <c>LINKTYPE_RESERVED_02</c>.</summary>
    User1 = 148,

    /// <summary>Private use 2. Registry name <c>LINKTYPE_RESERVED_03</c>.</summary>
    User2 = 149,

    /// <summary>Private use 3. Registry name <c>LINKTYPE_RESERVED_04</c>.</summary>
    User3 = 150,

    /// <summary>Private use 4. Registry name <c>LINKTYPE_RESERVED_05</c>.</summary>
    User4 = 151,

    /// <summary>Private use 5. Registry name <c>LINKTYPE_RESERVED_06</c>.</summary>
    User5 = 152,

    /// <summary>Private use 6. Registry name <c>LINKTYPE_RESERVED_07</c>.</summary>
    User6 = 153,

    /// <summary>Private use 7. Registry name <c>LINKTYPE_RESERVED_08</c>.</summary>
    User7 = 154,

    /// <summary>Private use 8. Registry name <c>LINKTYPE_RESERVED_09</c>.</summary>
    User8 = 155,

    /// <summary>Private use 9. Registry name <c>LINKTYPE_RESERVED_10</c>.</summary>
    User9 = 156,

    /// <summary>Private use 10. Registry name <c>LINKTYPE_RESERVED_11</c>.</summary>
    User10 = 157,

    /// <summary>Private use 11. Registry name <c>LINKTYPE_RESERVED_12</c>.</summary>
    User11 = 158,

    /// <summary>Private use 12. Registry name <c>LINKTYPE_RESERVED_13</c>.</summary>
    User12 = 159,

    /// <summary>Private use 13. Registry name <c>LINKTYPE_RESERVED_14</c>.</summary>
    User13 = 160,

    /// <summary>Private use 14. Registry name <c>LINKTYPE_RESERVED_15</c>.</summary>
    User14 = 161,

    /// <summary>Private use 15. Registry name <c>LINKTYPE_RESERVED_16</c>.</summary>
    User15 = 162,

    /// <summary>802.11 plus AVS radio information header. Registry name <c>LINKTYPE_IEEE802_11_AVS</c>.</summary>
    Ieee80211Avs = 163,

    /// <summary>Juniper Passive Monitor PIC. Registry name <c>LINKTYPE_JUNIPER_MONITOR</c>.</summary>
    JuniperMonitor = 164,

    /// <summary>BACnet MS/TP. Registry name <c>LINKTYPE_BACNET_MS_TP</c>.</summary>
    BacnetMsTp = 165,

    /// <summary>PPP for pppd, with direction flag. Registry name <c>LINKTYPE_PPP_PPPD</c>.</summary>
    PppPppd = 166,

    /// <summary>Juniper PPPoE. Registry name <c>LINKTYPE_JUNIPER_PPPOE</c>.</summary>
    JuniperPppoe = 167,

    /// <summary>Juniper PPPoE/ATM. Registry name <c>LINKTYPE_JUNIPER_PPPOE_ATM</c>.</summary>
    JuniperPppoeAtm = 168,

    /// <summary>GPRS LLC. Registry name <c>LINKTYPE_GPRS_LLC</c>.</summary>
    GprsLlc = 169,

    /// <summary>GPF-T. Registry name <c>LINKTYPE_GPF_T</c>.</summary>
    GpfT = 170,

    /// <summary>GPF-F. Registry name <c>LINKTYPE_GPF_F</c>.</summary>
    GpfF = 171,

    /// <summary>Gcom T1/E1 line monitoring. Registry name <c>LINKTYPE_GCOM_T1E1</c>.</summary>
    GcomT1e1 = 172,

    /// <summary>Gcom serial line monitoring. Registry name <c>LINKTYPE_GCOM_SERIAL</c>.</summary>
    GcomSerial = 173,

    /// <summary>Juniper PIC Peer. Registry name <c>LINKTYPE_JUNIPER_PIC_PEER</c>.</summary>
    JuniperPicPeer = 174,

    /// <summary>Ethernet with Endace ERF header. Registry name <c>LINKTYPE_ERF_ETH</c>.</summary>
    ErfEth = 175,

    /// <summary>Packet-over-SONET with Endace ERF header. Registry name <c>LINKTYPE_ERF_POS</c>.</summary>
    ErfPos = 176,

    /// <summary>Linux vISDN LAPD. Registry name <c>LINKTYPE_LINUX_LAPD</c>.</summary>
    LinuxLapd = 177,

    /// <summary>Juniper Ethernet. Registry name <c>LINKTYPE_JUNIPER_ETHER</c>.</summary>
    JuniperEther = 178,

    /// <summary>Juniper PPP. Registry name <c>LINKTYPE_JUNIPER_PPP</c>.</summary>
    JuniperPpp = 179,

    /// <summary>Juniper Frame Relay. Registry name <c>LINKTYPE_JUNIPER_FRELAY</c>.</summary>
    JuniperFrelay = 180,

    /// <summary>Juniper C-HDLC. Registry name <c>LINKTYPE_JUNIPER_CHDLC</c>.</summary>
    JuniperChdlc = 181,

    /// <summary>FRF.16 Frame Relay. Registry name <c>LINKTYPE_MFR</c>.</summary>
    Mfr = 182,

    /// <summary>Juniper Voice PIC. Registry name <c>LINKTYPE_JUNIPER_VP</c>.</summary>
    JuniperVp = 183,

    /// <summary>Arinc 429. Registry name <c>LINKTYPE_A429</c>.</summary>
    A429 = 184,

    /// <summary>Arinc 653 Interpartition Communication. Registry name <c>LINKTYPE_A653_ICM</c>.</summary>
    A653Icm = 185,

    /// <summary>USB with FreeBSD header. Registry name <c>LINKTYPE_USB_FREEBSD</c>.</summary>
    UsbFreebsd = 186,

    /// <summary>Bluetooth HCI UART transport layer. Registry name <c>LINKTYPE_BLUETOOTH_HCI_H4</c>.</summary>
    BluetoothHciH4 = 187,

    /// <summary>IEEE 802.16 MAC Common Part Sublayer. Registry name <c>LINKTYPE_IEEE802_16_MAC_CPS</c>.</summary>
    Ieee80216MacCps = 188,

    /// <summary>USB with Linux header. Registry name <c>LINKTYPE_USB_LINUX</c>.</summary>
    UsbLinux = 189,

    /// <summary>Controller Area Network (CAN) v. 2.0B. Registry name <c>LINKTYPE_CAN20B</c>.</summary>
    Can20b = 190,

    /// <summary>IEEE 802.15.4 with Linux padding. Registry name <c>LINKTYPE_IEEE802_15_4_LINUX</c>.</summary>
    Ieee802154Linux = 191,

    /// <summary>Per-Packet Information. Registry name <c>LINKTYPE_PPI</c>.</summary>
    Ppi = 192,

    /// <summary>IEEE 802.16 MAC Common Part Sublayer plus radiotap header. Registry name <c>LINKTYPE_IEEE802_16_MAC_CPS_RADIO</c>.</summary>
    Ieee80216MacCpsRadio = 193,

    /// <summary>Juniper Integrated Service Module. Registry name <c>LINKTYPE_JUNIPER_ISM</c>.</summary>
    JuniperIsm = 194,

    /// <summary>IEEE 802.15.4 with FCS. Registry name <c>LINKTYPE_IEEE802_15_4_WITHFCS</c>.</summary>
    Ieee802154Withfcs = 195,

    /// <summary>SITA pseudo-header. Registry name <c>LINKTYPE_SITA</c>.</summary>
    Sita = 196,

    /// <summary>Endace ERF header. Registry name <c>LINKTYPE_ERF</c>.</summary>
    Erf = 197,

    /// <summary>Ethernet with u10 Networks pseudo-header. Registry name <c>LINKTYPE_RAIF1</c>.</summary>
    Raif1 = 198,

    /// <summary>IPMB with Kontron pseudo-header. Registry name <c>LINKTYPE_IPMB_KONTRON</c>.</summary>
    IpmbKontron = 199,

    /// <summary>Juniper Secure Tunnel. Registry name <c>LINKTYPE_JUNIPER_ST</c>.</summary>
    JuniperSt = 200,

    /// <summary>Bluetooth HCI UART transport layer plus pseudo-header. Registry name <c>LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR</c>.</summary>
    BluetoothHciH4WithPseudoHeader = 201,

    /// <summary>AX.25 with KISS header. Registry name <c>LINKTYPE_AX25_KISS</c>.</summary>
    Ax25Kiss = 202,

    /// <summary>LAPD frames (Q.921) without pseudo-header. Registry name <c>LINKTYPE_LAPD</c>.</summary>
    Lapd = 203,

    /// <summary>PPP with direction byte. Registry name <c>LINKTYPE_PPP_WITH_DIR</c>.</summary>
    PppWithDirection = 204,

    /// <summary>Cisco HDLC with direction byte. Registry name <c>LINKTYPE_C_HDLC_WITH_DIR</c>.</summary>
    CiscoHdlcWithDirection = 205,

    /// <summary>Frame Relay with direction byte. Registry name <c>LINKTYPE_FRELAY_WITH_DIR</c>.</summary>
    FrameRelayWithDirection = 206,

    /// <summary>LAPB with direction byte. Registry name <c>LINKTYPE_LAPB_WITH_DIR</c>.</summary>
    LapbWithDirection = 207,

    /// <summary>IPMB with Linux/Pigeon Point pseudo-header. Registry name <c>LINKTYPE_IPMB_LINUX</c>.</summary>
    IpmbLinux = 209,

    /// <summary>FlexRay automotive bus. Registry name <c>LINKTYPE_FLEXRAY</c>.</summary>
    Flexray = 210,

    /// <summary>Media Oriented Systems Transport. Registry name <c>LINKTYPE_MOST</c>.</summary>
    Most = 211,

    /// <summary>Local Interconnect Network. Registry name <c>LINKTYPE_LIN</c>.</summary>
    Lin = 212,

    /// <summary>X2E serial line captures. Registry name <c>LINKTYPE_X2E_SERIAL</c>.</summary>
    X2eSerial = 213,

    /// <summary>X2E Xoraya data loggers. Registry name <c>LINKTYPE_X2E_XORAYA</c>.</summary>
    X2eXoraya = 214,

    /// <summary>IEEE 802.15.4 with non-ASK PHY data. Registry name <c>LINKTYPE_IEEE802_15_4_NONASK_PHY</c>.</summary>
    Ieee802154NonaskPhy = 215,

    /// <summary>Linux evdev events. Registry name <c>LINKTYPE_LINUX_EVDEV</c>.</summary>
    LinuxEvdev = 216,

    /// <summary>GSM Um interface with GSMTAP header. Registry name <c>LINKTYPE_GSMTAP_UM</c>.</summary>
    GsmtapUm = 217,

    /// <summary>GSM Abis interface with GSMTAP header. Registry name <c>LINKTYPE_GSMTAP_ABIS</c>.</summary>
    GsmtapAbis = 218,

    /// <summary>MPLS with label as link-layer header. Registry name <c>LINKTYPE_MPLS</c>.</summary>
    Mpls = 219,

    /// <summary>USB with padded Linux header. Registry name <c>LINKTYPE_USB_LINUX_MMAPPED</c>.</summary>
    UsbLinuxMmapped = 220,

    /// <summary>DECT. Registry name <c>LINKTYPE_DECT</c>.</summary>
    Dect = 221,

    /// <summary>AOS Space Data Link protocol. Registry name <c>LINKTYPE_AOS</c>.</summary>
    Aos = 222,

    /// <summary>Wireless HART. Registry name <c>LINKTYPE_WIHART</c>.</summary>
    Wihart = 223,

    /// <summary>Fibre Channel FC-2. Registry name <c>LINKTYPE_FC_2</c>.</summary>
    FibreChannel2 = 224,

    /// <summary>Fibre Channel FC-2 with frame delimiters. Registry name <c>LINKTYPE_FC_2_WITH_FRAME_DELIMS</c>.</summary>
    FibreChannel2WithFrameDelimiters = 225,

    /// <summary>Solaris ipnet. Registry name <c>LINKTYPE_IPNET</c>.</summary>
    Ipnet = 226,

    /// <summary>CAN-bus with SocketCAN headers. Registry name <c>LINKTYPE_CAN_SOCKETCAN</c>.</summary>
    CanSocketcan = 227,

    /// <summary>Raw IPv4. Registry name <c>LINKTYPE_IPV4</c>.</summary>
    IPv4 = 228,

    /// <summary>Raw IPv6. Registry name <c>LINKTYPE_IPV6</c>.</summary>
    IPv6 = 229,

    /// <summary>IEEE 802.15.4 without FCS. Registry name <c>LINKTYPE_IEEE802_15_4_NOFCS</c>.</summary>
    Ieee802154Nofcs = 230,

    /// <summary>D-Bus. Registry name <c>LINKTYPE_DBUS</c>.</summary>
    Dbus = 231,

    /// <summary>Juniper Virtual Server. Registry name <c>LINKTYPE_JUNIPER_VS</c>.</summary>
    JuniperVs = 232,

    /// <summary>Juniper SRX E2E. Registry name <c>LINKTYPE_JUNIPER_SRX_E2E</c>.</summary>
    JuniperSrxE2e = 233,

    /// <summary>Juniper Fibre Channel. Registry name <c>LINKTYPE_JUNIPER_FIBRECHANNEL</c>.</summary>
    JuniperFibrechannel = 234,

    /// <summary>DVB-CI. Registry name <c>LINKTYPE_DVB_CI</c>.</summary>
    DvbCi = 235,

    /// <summary>MUX27010. Registry name <c>LINKTYPE_MUX27010</c>.</summary>
    Mux27010 = 236,

    /// <summary>STANAG 5066 D_PDUs. Registry name <c>LINKTYPE_STANAG_5066_D_PDU</c>.</summary>
    Stanag5066DPdu = 237,

    /// <summary>Juniper ATM CEMIC. Registry name <c>LINKTYPE_JUNIPER_ATM_CEMIC</c>.</summary>
    JuniperAtmCemic = 238,

    /// <summary>Linux netfilter log messages. Registry name <c>LINKTYPE_NFLOG</c>.</summary>
    Nflog = 239,

    /// <summary>Ethernet with Hilscher netANALYZER pseudo-header. Registry name <c>LINKTYPE_NETANALYZER</c>.</summary>
    Netanalyzer = 240,

    /// <summary>Ethernet with Hilscher netANALYZER pseudo-header and with preamble and SFD. Registry name <c>LINKTYPE_NETANALYZER_TRANSPARENT</c>.</summary>
    NetanalyzerTransparent = 241,

    /// <summary>RFC 4391 IP-over-Infiniband. Registry name <c>LINKTYPE_IPOIB</c>.</summary>
    IPoverInfiniBand = 242,

    /// <summary>MPEG-2 transport stream. Registry name <c>LINKTYPE_MPEG_2_TS</c>.</summary>
    Mpeg2TransportStream = 243,

    /// <summary>ng40 protocol tester Iub/Iur. Registry name <c>LINKTYPE_NG40</c>.</summary>
    Ng40 = 244,

    /// <summary>NFC LLCP PDUs with pseudo-header. Registry name <c>LINKTYPE_NFC_LLCP</c>.</summary>
    NfcLlcp = 245,

    /// <summary>Packet filter state syncing. Registry name <c>LINKTYPE_PFSYNC</c>.</summary>
    Pfsync = 246,

    /// <summary>InfiniBand. Registry name <c>LINKTYPE_INFINIBAND</c>.</summary>
    Infiniband = 247,

    /// <summary>SCTP. Registry name <c>LINKTYPE_SCTP</c>.</summary>
    Sctp = 248,

    /// <summary>USB with USBPcap header. Registry name <c>LINKTYPE_USBPCAP</c>.</summary>
    Usbpcap = 249,

    /// <summary>Schweitzer Engineering Laboratories RTAC packets. Registry name <c>LINKTYPE_RTAC_SERIAL</c>.</summary>
    RtacSerial = 250,

    /// <summary>Bluetooth Low Energy air interface. Registry name <c>LINKTYPE_BLUETOOTH_LE_LL</c>.</summary>
    BluetoothLeLl = 251,

    /// <summary>Wireshark exported upper-layer PDUs. Registry name <c>LINKTYPE_WIRESHARK_UPPER_PDU</c>.</summary>
    WiresharkUpperPdu = 252,

    /// <summary>Linux netlink. Registry name <c>LINKTYPE_NETLINK</c>.</summary>
    Netlink = 253,

    /// <summary>Bluetooth Linux Monitor. Registry name <c>LINKTYPE_BLUETOOTH_LINUX_MONITOR</c>.</summary>
    BluetoothLinuxMonitor = 254,

    /// <summary>Bluetooth Basic Rate/Enhanced Data Rate baseband packets. Registry name <c>LINKTYPE_BLUETOOTH_BREDR_BB</c>.</summary>
    BluetoothBredrBb = 255,

    /// <summary>Bluetooth Low Energy air interface with pseudo-header. Registry name <c>LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR</c>.</summary>
    BluetoothLeLlWithPseudoHeader = 256,

    /// <summary>PROFIBUS data link layer. Registry name <c>LINKTYPE_PROFIBUS_DL</c>.</summary>
    ProfibusDl = 257,

    /// <summary>Apple DLT_PKTAP. Registry name <c>LINKTYPE_PKTAP</c>.</summary>
    Pktap = 258,

    /// <summary>Ethernet with 802.3 Clause 65 EPON preamble. Registry name <c>LINKTYPE_EPON</c>.</summary>
    Epon = 259,

    /// <summary>IPMI trace packets. Registry name <c>LINKTYPE_IPMI_HPM_2</c>.</summary>
    IpmiHpm2 = 260,

    /// <summary>Z-Wave RF profile R1 and R2 packets. Registry name <c>LINKTYPE_ZWAVE_R1_R2</c>.</summary>
    ZwaveR1R2 = 261,

    /// <summary>Z-Wave RF profile R3 packets. Registry name <c>LINKTYPE_ZWAVE_R3</c>.</summary>
    ZwaveR3 = 262,

    /// <summary>WattStopper Digital Lighting Management (DLM) and Legrand Nitoo Open protocol. Registry name <c>LINKTYPE_WATTSTOPPER_DLM</c>.</summary>
    WattstopperDlm = 263,

    /// <summary>ISO 14443 messages. Registry name <c>LINKTYPE_ISO_14443</c>.</summary>
    Iso14443 = 264,

    /// <summary>IEC 62106 Radio Data System groups. Registry name <c>LINKTYPE_RDS</c>.</summary>
    Rds = 265,

    /// <summary>USB with Darwin header. Registry name <c>LINKTYPE_USB_DARWIN</c>.</summary>
    UsbDarwin = 266,

    /// <summary>OpenBSD DLT_OPENFLOW. Registry name <c>LINKTYPE_OPENFLOW</c>.</summary>
    Openflow = 267,

    /// <summary>IBM SDLC frames. Registry name <c>LINKTYPE_SDLC</c>.</summary>
    Sdlc = 268,

    /// <summary>TI LLN sniffer frames. Registry name <c>LINKTYPE_TI_LLN_SNIFFER</c>.</summary>
    TiLlnSniffer = 269,

    /// <summary>LoRaWAN with LoRaTap pseudo-header. Registry name <c>LINKTYPE_LORATAP</c>.</summary>
    Loratap = 270,

    /// <summary>Linux vsock. Registry name <c>LINKTYPE_VSOCK</c>.</summary>
    Vsock = 271,

    /// <summary>Nordic Semiconductor Bluetooth LE sniffer frames. Registry name <c>LINKTYPE_NORDIC_BLE</c>.</summary>
    NordicBle = 272,

    /// <summary>Excentis XRA-31 DOCSIS 3.1 RF sniffer frames. Registry name <c>LINKTYPE_DOCSIS31_XRA31</c>.</summary>
    Docsis31Xra31 = 273,

    /// <summary>802.3br mPackets. Registry name <c>LINKTYPE_ETHERNET_MPACKET</c>.</summary>
    EthernetMpacket = 274,

    /// <summary>DisplayPort AUX channel monitoring data. Registry name <c>LINKTYPE_DISPLAYPORT_AUX</c>.</summary>
    DisplayportAux = 275,

    /// <summary>Linux cooked v2. Registry name <c>LINKTYPE_LINUX_SLL2</c>.</summary>
    LinuxSll2 = 276,

    /// <summary>Sercos monitor. Registry name <c>LINKTYPE_SERCOS_MONITOR</c>.</summary>
    SercosMonitor = 277,

    /// <summary>OpenVizsla USB. Registry name <c>LINKTYPE_OPENVIZSLA</c>.</summary>
    Openvizsla = 278,

    /// <summary>Elektrobit High Speed Capture and Replay (EBHSCR). Registry name <c>LINKTYPE_EBHSCR</c>.</summary>
    Ebhscr = 279,

    /// <summary>VPP graph dispatch tracer. Registry name <c>LINKTYPE_VPP_DISPATCH</c>.</summary>
    VppDispatch = 280,

    /// <summary>Broadcom tag. Registry name <c>LINKTYPE_DSA_TAG_BRCM</c>.</summary>
    DsaTagBrcm = 281,

    /// <summary>Broadcom tag (prepended). Registry name <c>LINKTYPE_DSA_TAG_BRCM_PREPEND</c>.</summary>
    DsaTagBrcmPrepend = 282,

    /// <summary>IEEE 802.15.4 with pseudo-header. Registry name <c>LINKTYPE_IEEE802_15_4_TAP</c>.</summary>
    Ieee802154Tap = 283,

    /// <summary>Marvell DSA. Registry name <c>LINKTYPE_DSA_TAG_DSA</c>.</summary>
    DsaTagDsa = 284,

    /// <summary>Marvell EDSA. Registry name <c>LINKTYPE_DSA_TAG_EDSA</c>.</summary>
    DsaTagEdsa = 285,

    /// <summary>ELEE lawful intercept packets. Registry name <c>LINKTYPE_ELEE</c>.</summary>
    Elee = 286,

    /// <summary>Z-Wave serial frames between host and chip. Registry name <c>LINKTYPE_Z_WAVE_SERIAL</c>.</summary>
    ZWaveSerial = 287,

    /// <summary>USB 2.0/1.1/1.0 as transmitted over the cable. Registry name <c>LINKTYPE_USB_2_0</c>.</summary>
    Usb20 = 288,

    /// <summary>ATSC Link-Layer Protocol packets. Registry name <c>LINKTYPE_ATSC_ALP</c>.</summary>
    AtscAlp = 289,

    /// <summary>Event Tracing for Windows messages. Registry name <c>LINKTYPE_ETW</c>.</summary>
    Etw = 290,

    /// <summary>Hilscher netANALYZER next generation. Registry name <c>LINKTYPE_NETANALYZER_NG</c>.</summary>
    NetanalyzerNg = 291,

    /// <summary>ZBOSS NCP serial protocol. Registry name <c>LINKTYPE_ZBOSS_NCP</c>.</summary>
    ZbossNcp = 292,

    /// <summary>Low-speed USB 2.0/1.1/1.0 as transmitted over the cable. Registry name <c>LINKTYPE_USB_2_0_LOW_SPEED</c>.</summary>
    Usb20LowSpeed = 293,

    /// <summary>Full-speed USB 2.0/1.1/1.0 as transmitted over the cable. Registry name <c>LINKTYPE_USB_2_0_FULL_SPEED</c>.</summary>
    Usb20FullSpeed = 294,

    /// <summary>High-speed USB 2.0 as transmitted over the cable. Registry name <c>LINKTYPE_USB_2_0_HIGH_SPEED</c>.</summary>
    Usb20HighSpeed = 295,

    /// <summary>Auerswald Logger Protocol. Registry name <c>LINKTYPE_AUERSWALD_LOG</c>.</summary>
    AuerswaldLog = 296,

    /// <summary>Z-Wave packets with TAP meta-data header. Registry name <c>LINKTYPE_ZWAVE_TAP</c>.</summary>
    ZwaveTap = 297,

    /// <summary>Silicon Labs debug channel. Registry name <c>LINKTYPE_SILABS_DEBUG_CHANNEL</c>.</summary>
    SilabsDebugChannel = 298,

    /// <summary>Ultra-wideband controller interface protocol (UCI). Registry name <c>LINKTYPE_FIRA_UCI</c>.</summary>
    FiraUci = 299,

    /// <summary>Multi-Drop Bus of vending machines. Registry name <c>LINKTYPE_MDB</c>.</summary>
    Mdb = 300,

    /// <summary>DECT-2020 New Radio MAC layer. Registry name <c>LINKTYPE_DECT_NR</c>.</summary>
    DectNr = 301,

    /// <summary>EDK II management mode requests. Registry name <c>LINKTYPE_EDK2_MM</c>.</summary>
    Edk2Mm = 302,

    /// <summary>DECT-2020 New Radio with TAP meta-data header. Registry name <c>LINKTYPE_DECT_NR_TAP</c>.</summary>
    DectNrTap = 304,
}
