/**
 * The schema of the few vSphere types that tetherd sends or reads through the soap package, fields in the order of vCenter's own WSDL
 * (vim-facts 1.3, 3.1, 5.2, 7.5). It never describes update sets, events or tasks: their answers are decoded as a stream.
 */
export const vimTypes = `
<xsd:complexType name="ManagedObjectReference">
  <xsd:simpleContent><xsd:extension base="xsd:string"><xsd:attribute name="type" type="xsd:string"/></xsd:extension></xsd:simpleContent>
</xsd:complexType>
<xsd:complexType name="AboutInfo"><xsd:sequence>
  <xsd:element name="name" type="xsd:string"/>
  <xsd:element name="fullName" type="xsd:string"/>
  <xsd:element name="version" type="xsd:string"/>
  <xsd:element name="build" type="xsd:string"/>
  <xsd:element name="apiType" type="xsd:string"/>
  <xsd:element name="apiVersion" type="xsd:string"/>
  <xsd:element name="instanceUuid" type="xsd:string" minOccurs="0"/>
</xsd:sequence></xsd:complexType>
<xsd:complexType name="ServiceContent"><xsd:sequence>
  <xsd:element name="rootFolder" type="vim25:ManagedObjectReference"/>
  <xsd:element name="propertyCollector" type="vim25:ManagedObjectReference"/>
  <xsd:element name="viewManager" type="vim25:ManagedObjectReference" minOccurs="0"/>
  <xsd:element name="about" type="vim25:AboutInfo"/>
  <xsd:element name="sessionManager" type="vim25:ManagedObjectReference" minOccurs="0"/>
  <xsd:element name="authorizationManager" type="vim25:ManagedObjectReference" minOccurs="0"/>
  <xsd:element name="eventManager" type="vim25:ManagedObjectReference" minOccurs="0"/>
  <xsd:element name="taskManager" type="vim25:ManagedObjectReference" minOccurs="0"/>
</xsd:sequence></xsd:complexType>
<xsd:complexType name="UserSession"><xsd:sequence>
  <xsd:element name="key" type="xsd:string"/>
  <xsd:element name="userName" type="xsd:string"/>
</xsd:sequence></xsd:complexType>
<xsd:complexType name="PropertySpec"><xsd:sequence>
  <xsd:element name="type" type="xsd:string"/>
  <xsd:element name="all" type="xsd:boolean" minOccurs="0"/>
  <xsd:element name="pathSet" type="xsd:string" minOccurs="0" maxOccurs="unbounded"/>
</xsd:sequence></xsd:complexType>
<xsd:complexType name="SelectionSpec"><xsd:sequence>
  <xsd:element name="name" type="xsd:string" minOccurs="0"/>
</xsd:sequence></xsd:complexType>
<xsd:complexType name="TraversalSpec"><xsd:complexContent><xsd:extension base="vim25:SelectionSpec"><xsd:sequence>
  <xsd:element name="type" type="xsd:string"/>
  <xsd:element name="path" type="xsd:string"/>
  <xsd:element name="skip" type="xsd:boolean" minOccurs="0"/>
</xsd:sequence></xsd:extension></xsd:complexContent></xsd:complexType>
<xsd:complexType name="ObjectSpec"><xsd:sequence>
  <xsd:element name="obj" type="vim25:ManagedObjectReference"/>
  <xsd:element name="skip" type="xsd:boolean" minOccurs="0"/>
  <xsd:element name="selectSet" type="vim25:SelectionSpec" minOccurs="0" maxOccurs="unbounded"/>
</xsd:sequence></xsd:complexType>
<xsd:complexType name="PropertyFilterSpec"><xsd:sequence>
  <xsd:element name="propSet" type="vim25:PropertySpec" maxOccurs="unbounded"/>
  <xsd:element name="objectSet" type="vim25:ObjectSpec" maxOccurs="unbounded"/>
  <xsd:element name="reportMissingObjectsInResults" type="xsd:boolean" minOccurs="0"/>
</xsd:sequence></xsd:complexType>
<xsd:complexType name="WaitOptions"><xsd:sequence>
  <xsd:element name="maxWaitSeconds" type="xsd:int" minOccurs="0"/>
  <xsd:element name="maxObjectUpdates" type="xsd:int" minOccurs="0"/>
</xsd:sequence></xsd:complexType>
<xsd:complexType name="RetrieveOptions"><xsd:sequence>
  <xsd:element name="maxObjects" type="xsd:int" minOccurs="0"/>
</xsd:sequence></xsd:complexType>
<xsd:complexType name="EventFilterSpecByTime"><xsd:sequence>
  <xsd:element name="beginTime" type="xsd:dateTime" minOccurs="0"/>
  <xsd:element name="endTime" type="xsd:dateTime" minOccurs="0"/>
</xsd:sequence></xsd:complexType>
<xsd:complexType name="EventFilterSpec"><xsd:sequence>
  <xsd:element name="time" type="vim25:EventFilterSpecByTime" minOccurs="0"/>
  <xsd:element name="disableFullMessage" type="xsd:boolean" minOccurs="0"/>
</xsd:sequence></xsd:complexType>
<xsd:complexType name="TaskFilterSpecByTime"><xsd:sequence>
  <xsd:element name="timeType" type="xsd:string"/>
  <xsd:element name="beginTime" type="xsd:dateTime" minOccurs="0"/>
  <xsd:element name="endTime" type="xsd:dateTime" minOccurs="0"/>
</xsd:sequence></xsd:complexType>
<xsd:complexType name="TaskFilterSpecByEntity"><xsd:sequence>
  <xsd:element name="entity" type="vim25:ManagedObjectReference"/>
  <xsd:element name="recursion" type="xsd:string"/>
</xsd:sequence></xsd:complexType>
<xsd:complexType name="TaskFilterSpec"><xsd:sequence>
  <xsd:element name="entity" type="vim25:TaskFilterSpecByEntity" minOccurs="0"/>
  <xsd:element name="time" type="vim25:TaskFilterSpecByTime" minOccurs="0"/>
  <xsd:element name="state" type="xsd:string" minOccurs="0" maxOccurs="unbounded"/>
</xsd:sequence></xsd:complexType>`;
