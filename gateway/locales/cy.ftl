# Cymraeg. Yr un allweddi a dadleuon ag en.ftl, yn yr un drefn; mae prawf yn cymharu'r ddau.
# Geiriau plaen, dim marcio. Rhestrir y termau amheus yn REVIEW.md.

## Problemau: beth a ddywedir wrth gais a wrthodwyd (RFC 9457)

problem-not-found = Heb ei ganfod
problem-not-found-detail = Nid oes dim yma y cewch ei weld. Gwiriwch y cyfeiriad, neu holwch gydlynydd yr achos.
problem-not-signed-in = Mewngofnodwch yn gyntaf
problem-not-signed-in-detail = Mae angen mewngofnodi â'r ddau ffactor ar gyfer hyn. Mewngofnodwch a rhowch gynnig arall arni.
problem-sign-in-failed = Methwyd mewngofnodi
problem-sign-in-failed-detail = Nid yw'r enw, y cyfrinair neu'r cod yn gywir. Nid ydym yn dweud pa un. Rhowch gynnig arall arni, neu gofynnwch i'ch gweinyddwr neu'ch cydlynydd am god newydd.
problem-code-wrong = Nid yw'r cod yn gywir
problem-code-wrong-detail = Mae'r cod yn anghywir, yn rhy hen neu eisoes wedi'i ddefnyddio; mae pob cod yn cyfrif unwaith yn unig. Arhoswch am y cod nesaf, neu cymerwch yr un nesaf oddi ar eich cerdyn.
problem-ticket-expired = Cymerodd y mewngofnodi ormod o amser
problem-ticket-expired-detail = Aeth gormod o amser heibio rhwng y cyfrinair a'r cod. Dechreuwch eto gyda'ch cyfrinair.
problem-locked-out = Gormod o gynigion anghywir
problem-locked-out-detail = Bu gormod o gynigion anghywir o'r fan hon. Arhoswch am yr amser a nodir yn yr ateb hwn, yna rhowch gynnig arall arni. Nid yw hyn yn rhwystro neb arall.
problem-session-ended = Mae'r sesiwn wedi dod i ben
problem-session-ended-detail = Daeth eich sesiwn i ben, neu ni chafodd ei defnyddio am ormod o amser. Mewngofnodwch eto.
problem-step-up-needed = Rhowch god eto
problem-step-up-needed-detail = Mae angen cod yr ydych newydd ei roi ar gyfer hyn. Rhowch god newydd ac ailadroddwch y cais.
problem-refused = Gwrthodwyd
problem-refused-detail = Ni chaiff hyn ddigwydd fel y mae pethau. Mae'r rhesymau isod yn dweud beth fyddai'n gorfod newid.
problem-bad-json = Ni ellir darllen corff y cais
problem-bad-json-detail = Nid yw corff y cais yn JSON dilys. Cywirwch ef yn y man a enwir a'i anfon eto.
problem-bad-field = Nid yw un o'r meysydd yn gywir
problem-bad-field-detail = Mae gan un o'r meysydd werth na all ei gael. Cywirwch y maes a enwir a'i anfon eto.
problem-unknown-field = Maes anhysbys
problem-unknown-field-detail = Mae maes yn y cais nad yw'n bodoli yma. Dilëwch y maes neu cywirwch ei enw.
problem-bad-date = Nid yw'n ddyddiad
problem-bad-date-detail = Nid yw un o'r dyddiadau'n ddiwrnod sy'n bod, neu nid yw wedi'i ysgrifennu fel blwyddyn-mis-diwrnod. Ysgrifennwch ef fel hyn: 2027-03-31.
problem-bad-id = Nid yw'n ddynodydd
problem-bad-id-detail = Mae gan ddynodydd 1 i 64 o nodau: llythrennau bach, digidau a chysylltnodau, heb gysylltnod ar y dechrau nac ar y diwedd. Cywirwch ef.
problem-unknown-agency = Asiantaeth anhysbys
problem-unknown-agency-detail = Nid oes asiantaeth â'r dynodydd hwnnw wedi'i chofrestru yma. Gwiriwch y dynodydd yn y rhestr asiantaethau.
problem-unknown-person = Person anhysbys
problem-unknown-person-detail = Ni ellir enwi unrhyw berson â'r dynodydd hwnnw yma. Gwiriwch y dynodydd, neu gwahoddwch y person yn gyntaf.
problem-unknown-category = Categori anhysbys
problem-unknown-category-detail = Nid yw'r categori yn y tacsonomeg. Dewiswch un o'r rhestr gategorïau.
problem-unknown-purpose = Diben anhysbys
problem-unknown-purpose-detail = Nid yw'r diben yn y tacsonomeg. Dewiswch un o'r rhestr ddibenion.
problem-missing-part = Mae rhan ar goll
problem-missing-part-detail = Mae angen disgrifiad yn gyntaf ac yna'r ffeil wrth uwchlwytho. Ychwanegwch y rhan a enwir a'i hanfon eto.
problem-one-file-per-push = Un ffeil ar y tro
problem-one-file-per-push-detail = Daeth rhywbeth ar ôl y ffeil. Ni chadwyd dim. Anfonwch bob ffeil ar ei phen ei hun: un disgrifiad, yna un ffeil.
problem-file-empty = Mae'r ffeil yn wag
problem-file-empty-detail = Nid oes dim yn y ffeil. Gwiriwch eich bod wedi dewis y ffeil gywir a'i bod wedi'i chadw.
problem-file-too-large = Mae'r ffeil yn rhy fawr
problem-file-too-large-detail = Mae'r ffeil yn fwy nag y caiff un adroddiad fod. Rhannwch hi, neu sganiwch hi ar gydraniad is.
problem-quota-exceeded = Dim lle ar ôl
problem-quota-exceeded-detail = Mae'r achos neu'ch asiantaeth yn dal cymaint ag a ganiateir. Gofynnwch i'ch gweinyddwr am ragor o le.
problem-type-not-allowed = Ni dderbynnir y math hwn o ffeil
problem-type-not-allowed-detail = Nid yw cynnwys y ffeil, beth bynnag yw ei henw, o fath a dderbynnir yma. Cadwch hi fel PDF a'i hanfon eto.
problem-age-broken = Mae'r ffeil seliedig wedi torri
problem-age-broken-detail = Mae'r ffeil seliedig wedi'i difrodi, neu nid yw wedi'i hysgrifennu yn ôl fersiwn 1 age. Seliwch hi eto a'i hanfon.
problem-age-other-case = Wedi'i selio ar gyfer achos arall
problem-age-other-case-detail = Seliwyd y ffeil ar gyfer derbynnydd nad yw'n perthyn i'r achos hwn. Cyrchwch dderbynnydd yr achos hwn, seliwch y ffeil eto a'i hanfon.
problem-age-incomplete = Mae'r ffeil seliedig yn anghyflawn
problem-age-incomplete-detail = Mae diwedd y ffeil seliedig ar goll. Anfonwch y ffeil gyfan eto.
problem-superseded-already = Mae fersiwn mwy newydd o'r adroddiad hwn eisoes
problem-superseded-already-detail = Mae fersiwn arall wedi cymryd ei le ers hynny. Enwch yr un mwy newydd (`report`) yn supersedes, neu ei adael allan.
problem-duplicate-report = Mae'r adroddiad hwn yma eisoes
problem-duplicate-report-detail = Anfonwyd yr un adroddiad i'r achos hwn o'r blaen. Ni storiwyd dim ddwywaith, ac nid oes angen gwneud dim arall.
problem-hostile-file-name = Ni ellir derbyn enw'r ffeil
problem-hostile-file-name-detail = Mae llwybr, nodau rheoli neu ffurf y gallai peiriant arall ei chamddeall yn yr enw. Rhowch enw plaen ar y ffeil a'i hanfon eto.
problem-consent-no-standing = Dim hawl i gydsynio
problem-consent-no-standing-detail = Ni chaiff y person a enwir roi'r cydsyniad hwn na'i dynnu'n ôl. Mae angen rhiant, deiliad cyfrifoldeb rhiant neu, pan mai eu penderfyniad hwy ydyw, y person ifanc.
problem-consent-ends-before-start = Mae'r cydsyniad yn dod i ben cyn iddo ddechrau
problem-consent-ends-before-start-detail = Rhaid i'r diwedd ddod ar ôl y dechrau. Cywirwch un o'r ddau.
problem-consent-no-end = Nid oes diwedd i'r cydsyniad
problem-consent-no-end-detail = Mae angen diwrnod dod i ben ar bob cydsyniad, er enghraifft yr adolygiad nesaf. Ychwanegwch ef.
problem-consent-over = Mae'r cydsyniad eisoes ar ben
problem-consent-over-detail = Mae'r diwedd yn y gorffennol. Dewiswch ddiwrnod diweddarach.
problem-consent-empty = Nid yw'r cydsyniad yn cwmpasu dim
problem-consent-empty-detail = Mae cydsyniad yn enwi o leiaf un categori o adroddiad ac un diben. Ychwanegwch yr hyn sydd ar goll.
problem-consent-evidence-later = Mae'r dystiolaeth yn y dyfodol
problem-consent-evidence-later-detail = Mae dyddiad y papur neu'r tyst yn hwyrach na'r foment hon. Rhowch y foment neu'r diwrnod y cafodd ei lofnodi neu ei ddweud.
problem-scan-not-here = Nid oes sgan o'r fath ar yr achos hwn
problem-scan-not-here-detail = Mae'r cydsyniad yn enwi sgan nad yw'n cael ei gadw ar yr achos hwn, neu a fu'n aros yn rhy hir am ei gydsyniad. Dewch â sgan o'r papur i'r achos hwn yn gyntaf.
problem-scan-used = Mae cydsyniad arall yn dibynnu ar y sgan hwn
problem-scan-used-detail = Mae cydsyniad arall yn dibynnu ar y sgan hwn eisoes. Dewch â sgan o'r papur a lofnodwyd ar gyfer yr un hwn.
problem-scan-differs = Nid yr un sgan yw hwn
problem-scan-differs-detail = Nid y SHA-256 a roddwyd yw un y sgan a gedwir yma. Gwiriwch fod y papur cywir wedi'i sganio, a dewch ag ef eto.
problem-emergency-over = Mae'r argyfwng eisoes ar ben
problem-emergency-over-detail = Mae'r diwedd yn y gorffennol. Rhowch foment ddiweddarach.
problem-emergency-too-long = Mae'r argyfwng yn rhy hir
problem-emergency-too-long-detail = Mae argyfwng yn para { $hours } awr ar y mwyaf. Rhowch ddiwedd cynharach; dylai unrhyw un y mae arno angen mwy o amser ofyn i'r cydlynydd ei enwi ar yr achos.
problem-clock-skewed = Nid yw'r clociau'n cyd-fynd
problem-clock-skewed-detail = Mae cloc eich dyfais yn rhy bell o gloc y porth. Gosodwch ef i'r amser cywir a rhowch gynnig arall arni.
problem-idempotency-mismatch = Defnyddiwyd yr allwedd ar gyfer rhywbeth arall
problem-idempotency-mismatch-detail = Daeth yr un allwedd idempotedd gyda chais arall. Defnyddiwch allwedd newydd ar gyfer cais newydd.
problem-idempotency-in-progress = Mae'r un cais yn dal ar waith
problem-idempotency-in-progress-detail = Nid yw cais â'r allwedd idempotedd hon wedi gorffen. Arhoswch ennyd a'i ailadrodd.
problem-idempotency-answer-lost = Cyflawnwyd y cais
problem-idempotency-answer-lost-detail = Cyflawnwyd y cais hwn o'r blaen, a chollwyd yr ateb pan stopiodd y porth. Chwiliwch am yr hyn a grëwyd yn lle ailadrodd y cais; defnyddiwch allwedd newydd ar gyfer cais newydd.
problem-precondition = Mae wedi newid yn y cyfamser
problem-precondition-detail = Nid yr hyn a welsoch yw'r diweddaraf bellach. Darllenwch ef eto, yna ailadroddwch eich newid.
problem-familys-own = Gair y teulu ei hun yw hwn
problem-familys-own-detail = Y teulu biau gwrthwynebiad: y teulu'n unig a all ei dynnu'n ôl. Ni newidiwyd dim.
problem-conflict = Nid yw hyn yn cyd-fynd â'r hyn a gofnodwyd
problem-conflict-detail = Mae'r cais yn groes i'r hyn a gofnodwyd. Darllenwch y cyflwr presennol a phenderfynwch eto.
problem-too-many-requests = Gormod o geisiadau
problem-too-many-requests-detail = Bu gormod o geisiadau mewn amser byr. Arhoswch am yr amser a nodir yn yr ateb hwn.
problem-body-timeout = Aeth yr uwchlwytho'n segur
problem-body-timeout-detail = Ni chyrhaeddodd rhagor o'r uwchlwythiad am ormod o amser, neu daeth yn rhy araf. Ni chadwyd dim. Anfonwch ef eto.
problem-body-interrupted = Torrwyd yr uwchlwytho
problem-body-interrupted-detail = Daeth y cysylltiad i ben cyn i'r uwchlwythiad cyfan gyrraedd. Ni chadwyd dim. Anfonwch ef eto.
problem-method-not-allowed = Nid yw'n bosibl yn y cyfeiriad hwn
problem-method-not-allowed-detail = Nid yw'r cyfeiriad hwn yn derbyn y dull hwnnw. Mae'r pennyn Allow yn dweud pa rai y mae'n eu derbyn.
problem-not-acceptable = Dim ateb yn y ffurf honno
problem-not-acceptable-detail = Ni all y porth ateb yn y ffurf y mae'r pennyn Accept yn gofyn amdani. Gofynnwch am application/json neu hepgorwch y pennyn.
problem-unsupported-media-type = Mae corff y cais o fath arall
problem-unsupported-media-type-detail = Ni dderbynnir y math hwn o gorff yn y cyfeiriad hwn. Anfonwch y math y mae'r ddogfennaeth yn ei enwi.
problem-payload-too-large = Mae'r cais yn rhy fawr
problem-payload-too-large-detail = Mae'r cais yn fwy nag y mae'r cyfeiriad hwn yn ei dderbyn. Anfonwch lai ar y tro.
problem-range-not-satisfiable = Nid yw'r rhan honno'n bodoli
problem-range-not-satisfiable-detail = Mae'r rhan y gofynnwyd amdani y tu hwnt i ddiwedd yr adroddiad. Mae'r pennyn Content-Range yn nodi ei faint.
problem-record-unavailable = Ni ellir ysgrifennu'r cofnod
problem-record-unavailable-detail = Ni ryddheir dim na ellir ei gofnodi, ac ni ellir ysgrifennu'r cofnod ar hyn o bryd. Rhowch gynnig arall arni'n nes ymlaen; mae'r gweithredwr wedi cael gwybod.
problem-storage-full = Mae'r storfa'n llawn
problem-storage-full-detail = Nid oes lle i gadw hyn. Ni chadwyd dim. Mae darllen yn dal i weithio; rhowch gynnig arall arni pan fydd y gweithredwr wedi gwneud lle.
problem-storage-unavailable = Nid yw'r storfa'n ateb
problem-storage-unavailable-detail = Ni ellir cyrraedd y storfa ar hyn o bryd. Ni newidiwyd dim. Rhowch gynnig arall arni ymhen ychydig funudau.
problem-internal = Nam ar y porth
problem-internal-detail = Aeth rhywbeth o'i le yn y porth, nid gyda'ch cais. Rhowch gynnig arall arni; os bydd yn digwydd eto, rhowch rif y cais hwn i'r gweithredwr.
problem-protocol-incomplete = Nid yw'r protocol yn gyflawn
problem-protocol-incomplete-detail = Mae rhywbeth ar goll o'r protocol, neu mae'n enwi rhywbeth nad yw yn y tacsonomeg. Cywirwch yr hyn a restrir a'i anfon eto: { $wrong }.
problem-protocol-immutable = Nid yw fersiwn cofrestredig yn newid
problem-protocol-immutable-detail = Mae'r fersiwn hwn yn y gofrestr eisoes, ac efallai fod partneriaid wedi'i lofnodi, felly bydd yn aros fel y mae. Drafftiwch y fersiwn nesaf yn lle hynny.
problem-recipient-missing = Dim derbynnydd ar gyfer deunydd seliedig
problem-recipient-missing-detail = Nid yw'r asiantaeth wedi cofnodi ei derbynnydd age ei hun, felly ni ellir selio dim ar ei chyfer. Rhaid i'w gweinyddwr gofnodi un.
problem-password-too-short = Mae'r cyfrinair yn rhy fyr
problem-password-too-short-detail = Dewiswch o leiaf y nifer o nodau a nodir. Ychydig eiriau na fyddai neb ond chi yn eu rhoi gyda'i gilydd sydd orau.
problem-password-refused = Mae'r cyfrinair yn rhy hawdd ei ddyfalu
problem-password-refused-detail = Mae'r cyfrinair yn rhy gyffredin, neu wedi'i wneud o'ch enw. Dewiswch un arall.
problem-enrolment-code-wrong = Nid yw'r cod ymrestru'n gywir
problem-enrolment-code-wrong-detail = Mae'r cod yn anghywir, wedi'i ddefnyddio neu'n rhy hen. Gwiriwch y llythyr, neu gofynnwch am un newydd.
problem-agency-needs-administrators = Mae angen dau weinyddwr
problem-agency-needs-administrators-detail = Rhaid cael o leiaf dau weinyddwr cyn i asiantaeth fynd yn fyw, a thra bydd yn fyw. Gwahoddwch un arall yn gyntaf.
problem-agency-not-live = Nid yw'r asiantaeth yn fyw
problem-agency-not-live-detail = Nid yw'r asiantaeth wedi mynd yn fyw yma, felly nid oes dim yn mynd iddi nac oddi wrthi. Rhaid i'w gweinyddwyr gwblhau'r gosod.
problem-not-live = Ddim yn barod eto
problem-not-live-detail = Mae'r porth yn cychwyn, neu nid yw wedi'i osod yn llwyr. Rhowch gynnig arall arni ymhen munud.
problem-device-unknown = Dyfais anhysbys
problem-device-unknown-detail = Nid yw'r ddyfais hon wedi'i hymrestru, neu fe'i tynnwyd. Ymrestrwch hi â chod newydd.
problem-device-code-due = Mae angen cod
problem-device-code-due-detail = Mae dyfais yn gofyn am god ei pherson unwaith bob diwrnod gwaith. Rhowch god a rhowch gynnig arall arni.
problem-transfer-cut = Torrwyd y trosglwyddiad
problem-transfer-cut-detail = Tynnwyd yn ôl yr hyn a ganiataodd y trosglwyddiad hwn tra oedd ar waith, felly fe'i hataliwyd. Dilëwch y rhan a gawsoch.
problem-shutting-down = Mae'r porth yn cau
problem-shutting-down-detail = Mae'r porth yn cael ei gau ac nid yw'n derbyn dim newydd. Rhowch gynnig arall arni ymhen ychydig funudau.
problem-headers-too-large = Mae'r penynnau'n rhy fawr
problem-headers-too-large-detail = Mae gan y cais fwy o benynnau, neu rai hirach, nag y mae'r porth yn eu derbyn. Cliriwch gwcis y wefan hon a rhowch gynnig arall arni.
problem-bad-request = Ni ellir deall y cais
problem-bad-request-detail = Nid yw'r cais wedi'i ysgrifennu fel y mae HTTP neu'r cyfeiriad hwn yn gofyn. Gwiriwch ef yn erbyn y ddogfennaeth.

## Rhesymau: beth sydd ar goll, a beth fyddai'n gorfod newid

# assurance
reason-two-factors-needed = Mae angen dau ffactor o wahanol fathau, a'r ddau wedi'u profi'n ddiweddar.
reason-two-factors-needed-remedy = Mewngofnodwch â'ch cyfrinair a chod, neu ag allwedd fynediad.
reason-step-up-needed = Mae angen cod a roddwyd yr eiliad hon ar gyfer hyn.
reason-step-up-needed-remedy = Rhowch god newydd o'ch ap neu'ch cerdyn a gofynnwch eto.

# involvement
reason-case-unknown = Nid oes achos o'r fath yn hysbys yma.
reason-case-unknown-remedy = Gwiriwch rif yr achos gyda'i gydlynydd.
reason-case-closed = Mae'r achos wedi'i gau.
reason-case-closed-remedy = Byddai'n rhaid i'r cyngor arweiniol ei ailagor.
reason-report-unknown = Nid oes adroddiad o'r fath ar yr achos, neu nid yw yno mwyach.
reason-report-unknown-remedy = Gwiriwch y rhestr adroddiadau; efallai fod fersiwn mwy diweddar wedi cymryd ei le.
reason-person-unknown = Nid yw'r person wedi'i gofrestru yma, neu mae wedi gadael.
reason-person-unknown-remedy = Byddai'n rhaid i un o weinyddwyr asiantaeth y person, neu gydlynydd achos y teulu, wahodd y person.
reason-agency-not-live = Nid yw'r asiantaeth { $agency } yn fyw yma.
reason-agency-not-live-remedy = Byddai'n rhaid i'r asiantaeth gwblhau'r gosod ac enwi o leiaf ddau weinyddwr.
reason-role-lacks-verb = Nid yw'r rôl { $role } yn cynnwys y weithred hon: { $verb }.
reason-role-lacks-verb-remedy = Byddai'n rhaid i rywun y mae ei rôl yn ei chynnwys ofyn.
reason-agency-not-involved = Nid yw'r asiantaeth yn rhan o'r achos hwn.
reason-agency-not-involved-remedy = Byddai'n rhaid i'r asiantaeth sy'n arwain yr achos ei chynnwys.
reason-person-not-involved = Nid yw'r person wedi'i enwi ar yr achos hwn.
reason-person-not-involved-remedy = Byddai'n rhaid i gydlynydd yr achos enwi'r person.
reason-involvement-over = Mae'r rhan yn yr achos hwn wedi dod i ben, neu ni roddwyd diwedd iddi.
reason-involvement-over-remedy = Byddai'n rhaid i gydlynydd yr achos ei hadnewyddu gyda dyddiad dod i ben newydd.
reason-not-in-bundle = Nid yw'r adroddiad yn y bwndel a bennwyd ar gyfer y darllenydd hwn.
reason-not-in-bundle-remedy = Byddai'n rhaid i gydlynydd yr achos ei ychwanegu at y bwndel.
reason-vetoed = Mae'r teulu wedi dweud na wrth y person hwn neu'r asiantaeth hon.
reason-vetoed-remedy = Byddai'n rhaid i'r teulu godi ei feto.
reason-no-standing = Nid yw'r person yn perthyn i'r teulu yn yr achos hwn.
reason-no-standing-remedy = Byddai'n rhaid i gydlynydd yr achos gofnodi statws y person.
reason-standing-over = Mae'r cyfnod yr enwodd y teulu'r cefnogwr hwn ar ei gyfer ar ben, neu ni chafodd ei bennu.
reason-standing-over-remedy = Byddai'n rhaid i'r teulu enwi'r cefnogwr o'r newydd, gyda dyddiad dod i ben.
reason-young-person-decides = Mae'r person ifanc yn ddigon hen i benderfynu, ac nid yw wedi cytuno i hyn.
reason-young-person-decides-remedy = Byddai'n rhaid i'r person ifanc gytuno.
reason-supporter-only-sees = Mae eiriolwr neu gyfaill achos yn gweld, ac nid yw'n penderfynu.
reason-supporter-only-sees-remedy = Byddai'n rhaid i'r teulu wneud hyn ei hun; caiff cefnogwr eistedd wrth ei ochr.
reason-other-agency = Mae hyn yn perthyn i asiantaeth arall.
reason-other-agency-remedy = Byddai'n rhaid i rywun o'r asiantaeth honno ei wneud.
reason-not-the-lead = Nid yr asiantaeth hon sy'n arwain yr achos.
reason-not-the-lead-remedy = Byddai'n rhaid i gydlynydd o'r asiantaeth sy'n arwain yr achos ei wneud.

# protocol
reason-purpose-missing = Ni nodwyd diben.
reason-purpose-missing-remedy = Nodwch at ba ddiben y mae angen yr adroddiad.
reason-purpose-unknown = Nid yw'r diben { $purpose } yn y tacsonomeg.
reason-purpose-unknown-remedy = Dewiswch ddiben o'r rhestr, neu gofynnwch i'r gweithredwr ei ychwanegu.
reason-category-unknown = Nid yw'r categori { $category } yn y tacsonomeg.
reason-category-unknown-remedy = Dewiswch gategori o'r rhestr, neu gofynnwch i'r gweithredwr ei ychwanegu.
reason-no-protocol = Nid oes gan y ddwy asiantaeth brotocol rhannu gwybodaeth â'i gilydd.
reason-no-protocol-remedy = Byddai'n rhaid iddynt gytuno ar un, a byddai'n rhaid i bob partner ei lofnodi.
reason-not-covered = Nid yw protocol yr asiantaethau'n cwmpasu'r categori { $category } at y diben { $purpose } i'r cyfeiriad hwn.
reason-not-covered-remedy = Byddai'n rhaid i'r partneriaid gytuno ar fersiwn newydd sy'n ei gwmpasu.
reason-not-signed = Nid yw'r protocol { $protocol } wedi'i lofnodi gan y partner { $agency }.
reason-not-signed-remedy = Byddai'n rhaid i'r asiantaeth { $agency } ei lofnodi.
reason-partner-not-live = Nid yw'r partner { $agency } yn y protocol { $protocol } yn fyw yma.
reason-partner-not-live-remedy = Byddai'n rhaid i'r asiantaeth { $agency } gwblhau'r gosod; yna daw'r protocol { $protocol } i rym.
reason-not-started = Nid yw'r protocol { $protocol } yn dechrau cyn { $starts }.
reason-not-started-remedy = Arhoswch tan { $starts }, neu cytunwch ar ddechrau cynharach mewn fersiwn newydd o'r protocol { $protocol }.
reason-ended = Mae'r protocol { $protocol } wedi dod i ben.
reason-ended-remedy = Byddai'n rhaid i'r partneriaid gytuno ar fersiwn newydd o'r protocol { $protocol } a'i lofnodi.
reason-review-lapsed = Roedd adolygiad o'r protocol { $protocol } i fod ar { $due } ac nis cynhaliwyd mewn pryd.
reason-review-lapsed-remedy = Byddai'n rhaid i'r partneriaid adolygu'r protocol { $protocol }, a oedd i'w adolygu ar { $due }, a llofnodi'r fersiwn nesaf.

# basis
reason-no-consent = Nid oes neb a gaiff gydsynio wedi cydsynio i hyn.
reason-no-consent-remedy = Byddai'n rhaid i'r teulu gydsynio, neu'r person ifanc pan mai ei benderfyniad ef neu hi ydyw.
reason-consent-not-yet = Nid yw'r cydsyniad yn dechrau cyn { $from }.
reason-consent-not-yet-remedy = Arhoswch tan { $from }, neu gofynnwch am gydsyniad sy'n dechrau'n gynharach.
reason-consent-over = Mae'r cydsyniad wedi dod i ben, neu fe'i rhoddwyd heb ddyddiad dod i ben.
reason-consent-over-remedy = Byddai'n rhaid rhoi cydsyniad newydd.
reason-consent-withdrawn = Tynnwyd y cydsyniad yn ôl ar { $at }.
reason-consent-withdrawn-remedy = Byddai'n rhaid rhoi cydsyniad newydd ar ôl y tynnu'n ôl ar { $at }.
reason-category-not-consented = Nid yw'r cydsyniad yn cwmpasu'r categori { $category }.
reason-category-not-consented-remedy = Byddai'n rhaid rhoi cydsyniad sy'n cwmpasu'r categori { $category }.
reason-purpose-not-consented = Nid yw'r cydsyniad yn cwmpasu'r diben { $purpose }.
reason-purpose-not-consented-remedy = Byddai'n rhaid rhoi cydsyniad sy'n cwmpasu'r diben { $purpose }.
reason-giver-lacks-standing = Nid oes gan y person a roddodd y cydsyniad hawl i'w roi, neu nid oes ganddo'r hawl mwyach.
reason-giver-lacks-standing-remedy = Byddai'n rhaid i rywun sydd â'r hawl gydsynio.
reason-reconsent-due = Mae'r person ifanc wedi cyrraedd yr oedran i benderfynu, felly nid yw cydsyniad rhiant yn cyfrif mwyach.
reason-reconsent-due-remedy = Byddai'n rhaid i'r person ifanc gydsynio.
reason-birthday-missing = Nid yw'r pen-blwydd wedi'i gofnodi, felly nid yw'n hysbys pwy a gaiff gydsynio.
reason-birthday-missing-remedy = Byddai'n rhaid i gydlynydd yr achos gofnodi'r pen-blwydd.
reason-condition-lapsed = Roedd y cydsyniad yn dibynnu ar fod y dysgwr yn ymrestru erbyn { $by }, ac ni chofnodwyd ymrestriad.
reason-condition-lapsed-remedy = Byddai'n rhaid cofnodi'r ymrestriad a oedd i fod erbyn { $by }, neu roi cydsyniad newydd.
reason-no-request = Mae'r protocol yn gofyn am gais o dan y Ddeddf, ac nid oes un ar agor.
reason-no-request-remedy = Byddai'n rhaid i'r asiantaeth wneud cais o'r fath.
reason-may-not-consent = Ni chaiff y person sy'n gofyn roi'r cydsyniad hwn na'i dynnu'n ôl.
reason-may-not-consent-remedy = Byddai'n rhaid i rywun sydd â'r hawl i gydsynio wneud hynny.
reason-giver-is-another = Rhoddir cydsyniad wrth fod wedi mewngofnodi gan y person sydd wedi mewngofnodi, a neb arall.
reason-giver-is-another-remedy = Byddai'n rhaid i'r person sy'n cydsynio fewngofnodi, neu i'r staff gofnodi'r papur neu'r tyst.
reason-evidence-missing = Dim ond gyda'r papur a lofnodwyd neu'r tyst y mae staff yn cofnodi cydsyniad.
reason-evidence-missing-remedy = Byddai'n rhaid ychwanegu sgan o'r papur, neu enw'r tyst.
reason-consent-unknown = Nid oes cydsyniad o'r fath mewn grym.
reason-consent-unknown-remedy = Gwiriwch pa gydsyniadau sydd; efallai fod hwn wedi'i dynnu'n ôl eisoes.
reason-evidence-older = Tynnwyd y cydsyniad yn ôl ar { $at }, ar ôl i'r papur gael ei lofnodi neu i'r tyst ei glywed.
reason-evidence-older-remedy = Byddai'n rhaid i'r teulu gydsynio o'r newydd, ar ôl { $at }, a byddai'n rhaid cofnodi'r papur neu'r tyst hwnnw.
reason-family-alone = Y teulu'n unig sy'n dweud hyn, ac yn ei dynnu'n ôl.
reason-family-alone-remedy = Byddai'n rhaid i'r teulu ei hun ei wneud. Codir anghytundeb neu gyfyngiad llys drwy gofnodi pwy a benderfynodd a'r canlyniad.
reason-may-not-request = Ni chaiff asiantaeth o'r math hwn wneud y cais hwn o dan y Ddeddf.
reason-may-not-request-remedy = Caiff cyngor ei wneud; caiff coleg hefyd, am driniaeth neu wasanaeth o dan adran 20.
reason-may-not-be-asked = Ni ellir gwneud y cais hwn i'r asiantaeth honno.
reason-may-not-be-asked-remedy = Gofynnwch i fwrdd iechyd; o dan adran 65 caiff cyngor ofyn hefyd i gyngor arall neu i goleg.
reason-scan-unknown = Nid oes sgan yma y caiff y person hwn ei weld.
reason-scan-unknown-remedy = Caiff y sawl a lofnododd y papur, neu gydlynydd yr asiantaeth sy'n arwain yr achos, ei weld.
reason-emergency-unknown = Nid oes argyfwng o'r fath ar y gweill.
reason-emergency-unknown-remedy = Dim: mae ar ben, neu ni chafodd ei ddatgan erioed.
reason-others-emergency = Argyfwng rhywun arall yw hwn.
reason-others-emergency-remedy = Y sawl y mae arno angen yr argyfwng sy'n ei ddatgan drosto'i hun; caiff y person hwnnw, neu gydlynydd yr asiantaeth sy'n arwain yr achos, ei derfynu.

# restriction
reason-contested = Mae'r rhai a gaiff gydsynio yn anghytuno, felly ni rennir dim ar sail cydsyniad.
reason-contested-remedy = Byddai'n rhaid i'r person a enwyd i benderfynu gofnodi'r canlyniad.
reason-court-restricted = Mae llys wedi cyfyngu ar rannu yn yr achos hwn.
reason-court-restricted-remedy = Byddai'n rhaid codi'r cyfyngiad, a chofnodi hynny.
reason-objection = Mae'r teulu wedi gwrthwynebu rhannu â'r asiantaeth hon.
reason-objection-remedy = Byddai'n rhaid i'r teulu dynnu ei wrthwynebiad yn ôl.
reason-professionals-only = Ysgrifennwyd yr adroddiad ar gyfer gweithwyr proffesiynol.
reason-professionals-only-remedy = Byddai'n rhaid ysgrifennu fersiwn ar gyfer y teulu, neu ar gyfer y plentyn.
reason-third-party = Mae'r adroddiad yn sôn am rywun arall.
reason-third-party-remedy = Byddai'n rhaid llunio fersiwn sy'n hepgor y person arall.
reason-serious-harm = Nodwyd bod yr adroddiad yn debygol o achosi niwed difrifol pe bai'r teulu'n ei ddarllen ar ei ben ei hun.
reason-serious-harm-remedy = Byddai'n rhaid i'r awdur dynnu'r nod, neu fynd drwy'r adroddiad gyda'r teulu.
reason-not-signed-off = Mae'r adroddiad yn anffurfiol neu'n ddrafft.
reason-not-signed-off-remedy = Byddai'n rhaid i'r asiantaeth a'i hysgrifennodd ei gymeradwyo.

# retention
reason-retention-missing = Nid yw wedi'i gofnodi am faint y cedwir yr adroddiad, felly ni chaiff ei ryddhau.
reason-retention-missing-remedy = Byddai'n rhaid i'r asiantaeth a'i hysgrifennodd gofnodi am faint y'i cedwir.
reason-retention-over = Daeth y cyfnod y cedwir yr adroddiad i ben ar { $since }.
reason-retention-over-remedy = Dim: ni ryddheir eto adroddiad y daeth ei gyfnod i ben ar { $since }.

## Enwau

# Verbs
verb-push = Anfon adroddiad
verb-list = Gweld y rhestr adroddiadau
verb-open = Agor adroddiad
verb-take-sealed = Cymryd copi seliedig
verb-grant = Rhoi cydsyniad
verb-withdraw = Tynnu cydsyniad yn ôl
verb-involve = Cynnwys rhywun yn yr achos
verb-administer = Gweinyddu'r asiantaeth
verb-audit = Darllen y cofnod
verb-declare = Datgan argyfwng

# Standing in a case
standing-parent = Rhiant
standing-responsibility-holder = Deiliad cyfrifoldeb rhiant
standing-young-person = Person ifanc
standing-deputy = Dirprwy neu atwrnai
standing-advocate = Eiriolwr
standing-case-friend = Cyfaill achos

# Whom a report is written for
audience-professionals = Gweithwyr proffesiynol
audience-family = Y teulu
audience-child-friendly = Y plentyn neu'r person ifanc

# How sensitive a report is
class-non-confidential = Heb fod yn gyfrinachol
class-confidential = Cyfrinachol
class-sensitive = Sensitif

# How final a report is
status-informal = Anffurfiol
status-draft = Drafft
status-signed-off = Cymeradwywyd
status-statutory = Statudol

# Where a report comes from
provenance-nhs = GIG
provenance-council = Cyngor
provenance-school = Ysgol neu goleg
provenance-private = Preifat
provenance-family = Teulu
provenance-voluntary = Darparwr gwirfoddol

# What keeps a report from the family
mark-third-party = Yn sôn am rywun arall
mark-serious-harm = Gallai achosi niwed difrifol

# How a consent was given
evidence-signed-in = Wrth fod wedi mewngofnodi
evidence-paper = Ar bapur
evidence-spoken = Ar lafar, gyda thyst

# Where a consent stands
consent-state-not-yet = Heb ddod i rym eto
consent-state-given = Mewn grym
consent-state-expired = Wedi dod i ben
consent-state-withdrawn = Wedi'i dynnu'n ôl

# Gates of the decision
gate-assurance = Mewngofnodi
gate-involvement = Rhan yn yr achos
gate-protocol = Protocol
gate-basis = Cydsyniad, cais neu gyfraith
gate-restriction = Cyfyngiadau
gate-retention = Cadw

# Languages
language-cy = Cymraeg
language-en = Saesneg

# Outcomes in the record
outcome-allowed = Caniatawyd
outcome-refused = Gwrthodwyd
outcome-done = Gwnaed

# Factors of a sign-in
factor-password = Cyfrinair
factor-totp = Cod o ap
factor-card = Cod o gerdyn printiedig
factor-device = Dyfais ymrestredig
factor-passkey = Allwedd fynediad

# What a release rests on
basis-own-report = Adroddiad yr asiantaeth ei hun
basis-family = Statws yn y teulu
basis-consent = Cydsyniad
basis-request = Cais y mae'r gyfraith yn darparu ar ei gyfer
basis-emergency = Mynediad brys
basis-law = Y gyfraith
basis-role = Y rôl

# Kinds of agency
agency-kind-council = Cyngor
agency-kind-health-board = Bwrdd iechyd
agency-kind-school = Ysgol
agency-kind-college = Coleg
agency-kind-voluntary = Darparwr gwirfoddol
agency-kind-early-years = Lleoliad blynyddoedd cynnar
agency-kind-tribunal = Tribiwnlys

## Asiantaethau, eu pobl a'r protocolau

problem-address-taken = Mae'r cyfeiriad wedi'i gymryd
problem-address-taken-detail = Mae rhywun yma eisoes yn mewngofnodi â'r cyfeiriad hwn. Rhowch un arall ar gyfer y cyfrif hwn.
problem-agency-runs-itself = Mae'r asiantaeth yn gofalu amdani'i hun
problem-agency-runs-itself-detail = Gweithredwr y porth sy'n penodi gweinyddwyr cyntaf asiantaeth, a hynny dim ond nes bod yr asiantaeth yn fyw. O hynny ymlaen, ei gweinyddwyr ei hun sy'n gwneud hyn.
problem-protocol-not-partner = Dim ond partner a gaiff wneud hyn
problem-protocol-not-partner-detail = Nid yw eich asiantaeth yn bartner yn y protocol hwn. Dim ond ei bartneriaid sy'n ei ddrafftio, yn ei lofnodi ac yn tynnu'n ôl ohono.

## Y cofnod

problem-case-erased = Cafodd yr achos ei ddileu
problem-case-erased-detail = Dinistriwyd allwedd yr achos hwn, a chyda hi bopeth yr oedd y cofnod yn ei ddal amdano. Mae'r log yn dal i brofi bod rhywbeth wedi'i gofnodi yma, ac ni ellir darllen dim mwy.
problem-not-a-decision = Nid penderfyniad mo hwn
problem-not-a-decision-detail = Mae'r digwyddiad hwn yn sôn am rywbeth a ddigwyddodd; ni phenderfynwyd dim y gellid ei benderfynu eto. Dewiswch ddigwyddiad a ganiatawyd neu a wrthodwyd.
