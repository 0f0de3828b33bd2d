# Cymraeg. Yr un allweddi a dadleuon ag en.ftl, yn yr un drefn; mae prawf yn cymharu'r ddau.
# Geiriau plaen, dim marcio. Rhestrir y termau amheus yn REVIEW.md.

## Problemau: beth a ddywedir wrth gais a wrthodwyd (RFC 9457)

problem-not-found = Heb ei ganfod
problem-not-found-detail = Nid oes dim yma y cewch ei weld. Gwiriwch y cyfeiriad, neu holwch gydlynydd yr achos.
problem-not-signed-in = Mewngofnodwch yn gyntaf
problem-not-signed-in-detail = Mae angen mewngofnodi â'r ddau ffactor ar gyfer hyn. Mewngofnodwch a rhowch gynnig arall arni.
problem-sign-in-failed = Methwyd mewngofnodi
problem-sign-in-failed-detail = Nid yw'r enw, y cyfrinair neu'r cod yn gywir. Nid ydym yn dweud pa un. Rhowch gynnig arall arni. Os ydych wedi colli eich cyfrinair, eich ffôn neu'ch cerdyn, gofynnwch am lythyr newydd i gydlynydd eich achos neu, yn y gwaith, i'ch gweinyddwr.
problem-code-wrong = Nid yw'r cod yn gywir
problem-code-wrong-detail = Mae'r cod yn anghywir, yn rhy hen neu eisoes wedi'i ddefnyddio; mae pob cod yn cyfrif unwaith yn unig. Arhoswch am god nesaf yr ap, neu rhowch y cod sydd yn y lle ar y cerdyn y gofynnir amdano.
problem-ticket-expired = Cymerodd y mewngofnodi ormod o amser
problem-ticket-expired-detail = Aeth gormod o amser heibio rhwng y cyfrinair a'r cod. Dechreuwch eto gyda'ch cyfrinair.
problem-locked-out = Gormod o gynigion anghywir
problem-locked-out-detail = Bu gormod o gynigion anghywir o'r fan hon. Arhoswch am yr amser a nodir yn yr ateb hwn, yna rhowch gynnig arall arni. Nid yw'n rhwystro neb sydd mewn man arall, na neb yma a fewngofnododd yn ddiweddar heb wneud cynigion anghywir ei hun.
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
problem-unseen-characters = Nod na all neb ei weld
problem-unseen-characters-detail = Mae mewn testun nod na all neb ei weld: nod rheoli, neu un sy'n troi trefn yr hyn a ysgrifennwyd. Teipiwch y testun o'r newydd, neu gludwch ef heb fformatio, a'i anfon eto.
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
problem-unknown-report = Adroddiad anhysbys
problem-unknown-report-detail = Nid yw adroddiad a enwyd gennych yn perthyn i'r achos hwn. Gwiriwch y dynodyddion yn erbyn rhestr adroddiadau'r achos.
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
problem-upload-offset = Mae'r darn yn perthyn i le arall
problem-upload-offset-detail = Mae'r llwytho wedi cyrraedd lle arall. Gofynnwch pa mor bell y mae (HEAD), ac ewch ymlaen o'r fan honno.
problem-upload-ended = Mae'r llwytho ar ben
problem-upload-ended-detail = Rhoddwyd y gorau iddo, daeth ei amser i ben, neu ni allai ddod yn adroddiad ({ $because }). Dechreuwch un newydd.
problem-upload-checksum = Newidiodd y darn ar y ffordd
problem-upload-checksum-detail = Nid yw ei swm gwirio yn cyfateb, ac ni chadwyd dim ohono. Anfonwch yr un darn eto.
problem-upload-too-long = Daeth mwy nag a gyhoeddwyd
problem-upload-too-long-detail = Mae'r darn yn mynd heibio i'r hyd a roddwyd ar y dechrau. Dechreuwch un newydd gyda'r hyd cywir.
problem-upload-not-sealed = Nid yw'r ffeil wedi'i selio
problem-upload-not-sealed-detail = Rhaid i'r hyn sy'n dod fesul darn fod yn ffeil age ar gyfer yr achos. Seliwch hi'n gyntaf i dderbynnydd yr achos, neu anfonwch hi'n gyfan.
problem-upload-elsewhere = Mae'r llwytho'n parhau mewn man arall
problem-upload-elsewhere-detail = Cymerodd cais arall ef drosodd. Cedwir yr hyn a ddaeth; gofynnwch pa mor bell y mae (HEAD), ac ewch ymlaen o'r fan honno.
problem-upload-too-many-pieces = Gormod o ddarnau
problem-upload-too-many-pieces-detail = Daeth y llwytho mewn mwy o ddarnau nag a dderbynnir. Dechreuwch un newydd, gyda darnau mwy.
problem-upload-part = Ni ellir defnyddio rhan
problem-upload-part-detail = Nid chi biau rhan a enwyd, nid yw'n gyfan, nid rhan ydyw, neu fe'i henwyd ddwywaith. Gwiriwch hi, a gofynnwch eto.
problem-too-many-uploads = Gormod o lwythiadau
problem-too-many-uploads-detail = Mae gennych gynifer o lwythiadau ar waith ag a ganiateir i un person. Gorffennwch rai, neu rhowch y gorau iddynt, a rhowch gynnig arall arni.
problem-tus-version = Mae angen fersiwn arall o tus
problem-tus-version-detail = Dim ond fersiwn { $version } o'r protocol ar gyfer llwytho fesul darn a siaredir yma. Dywedwch hynny yn Tus-Resumable.
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
problem-hostile-file-name-detail = Mae yn yr enw lwybr, nod nad yw i'w weld neu na chaiff fod mewn enw ffeil (< > : " | ? *), neu atalnod llawn ar ei ddechrau neu ei ddiwedd, neu mae'n enw y mae Windows yn ei gadw i ddyfais, fel CON. Rhowch enw plaen ar y ffeil a'i hanfon eto.
problem-consent-no-standing = Dim hawl i gydsynio
problem-consent-no-standing-detail = Ni chaiff y person a enwir roi'r cydsyniad hwn na'i dynnu'n ôl. Mae angen rhiant, deiliad cyfrifoldeb rhiant neu, os mai'r person ifanc sydd i benderfynu, y person ifanc ei hun.
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
problem-busy = Mae'r porth yn brysur
problem-busy-detail = Mae gormod o bobl ar hyn o bryd yn gofyn am rywbeth sy'n cymryd amser i'w gyfrifo. Nid oes dim o'i le ar yr hyn a ofynnoch: rhowch gynnig arall arni ymhen { $seconds } eiliad.
problem-too-many-helpers = Mae gennych gynifer o gynorthwywyr ag y gallwch eu cael
problem-too-many-helpers-detail = Gall un person gael { $most } o gynorthwywyr i blentyn ar yr un pryd. Rhowch derfyn ar gymorth rhywun nad oes ei angen arnoch mwyach, yna enwch un arall.
problem-too-many-remarks = Mae llawer o'r hyn a ddywedoch yn aros am ateb
problem-too-many-remarks-detail = Nid yw { $most } o bethau a ofynnoch neu a ddywedoch yn y deg diwrnod ar hugain diwethaf wedi'u hateb. Nid oes dim ohonynt ar goll. Arhoswch am atebion, neu ffoniwch gydlynydd eich achos: gall ef neu hi ateb nawr.
problem-too-many-questions = Mae gan y teulu ddigon o gwestiynau
problem-too-many-questions-detail = Mae { $most } o gwestiynau eich asiantaeth yn aros am ateb y teulu ar yr achos hwn. Arhoswch nes bod rhai wedi'u hateb, neu siaradwch â'r teulu.
problem-shown-once = Dangoswyd hyn unwaith
problem-shown-once-detail = Gwnaed yr hyn y gofynnoch amdano, a dangoswyd y cod y tro cyntaf. Nid yw'n cael ei gadw yn unman ac ni ellir ei ddangos eto. Os nad yw o'ch blaen, gofynnwch am wneud un newydd; daw'r un blaenorol i ben yr un pryd.
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
problem-internal-detail = Aeth rhywbeth o'i le yn y porth, nid gyda'ch cais. Rhowch gynnig arall arni; os bydd yn digwydd eto, dywedwch wrth y gweithredwr pryd y digwyddodd.
problem-protocol-incomplete = Nid yw'r protocol yn gyflawn
problem-protocol-incomplete-detail = Mae rhywbeth ar goll o'r protocol, neu mae'n enwi rhywbeth nad yw yn y tacsonomeg. Cywirwch yr hyn a restrir a'i anfon eto: { $wrong }.
problem-protocol-immutable = Nid yw fersiwn cofrestredig yn newid
problem-protocol-immutable-detail = Mae'r fersiwn hwn yn y gofrestr eisoes, ac efallai fod partneriaid wedi'i lofnodi, felly bydd yn aros fel y mae. Drafftiwch y fersiwn nesaf yn lle hynny.
problem-recipient-missing = Dim derbynnydd ar gyfer deunydd seliedig
problem-recipient-missing-detail = Nid yw'r asiantaeth wedi cofnodi ei derbynnydd age ei hun, felly ni ellir selio dim ar ei chyfer. Rhaid i'w gweinyddwr gofnodi un.
problem-password-too-short = Mae'r cyfrinair yn rhy fyr
problem-password-too-short-detail = Dewiswch o leiaf { $least } o nodau. Ychydig eiriau na fyddai neb ond chi yn eu rhoi gyda'i gilydd sydd orau.
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
problem-transfer-cut-detail = Tynnwyd yn ôl, tra oedd y trosglwyddiad hwn ar waith, yr hyn a oedd yn ei ganiatáu, felly fe'i hataliwyd. Dilëwch y rhan a gawsoch.
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
reason-step-up-needed-remedy = Rhowch god newydd o'ch ap neu'ch cerdyn, neu defnyddiwch eich allwedd fynediad, a gofynnwch eto.

# involvement
reason-case-unknown = Nid oes achos o'r fath yn hysbys yma.
reason-case-unknown-remedy = Gwiriwch rif yr achos gyda'i gydlynydd.
reason-case-closed = Mae'r achos wedi'i gau.
reason-case-closed-remedy = Byddai'n rhaid i'r cyngor arweiniol ei ailagor.
reason-report-unknown = Nid oes adroddiad o'r fath ar yr achos, neu nid yw yno mwyach.
reason-report-unknown-remedy = Gwiriwch y rhestr adroddiadau; efallai fod fersiwn mwy newydd wedi cymryd ei le.
reason-person-unknown = Nid yw'r person wedi'i gofrestru yma, neu mae wedi gadael.
reason-person-unknown-remedy = Byddai'n rhaid i un o weinyddwyr asiantaeth y person, neu gydlynydd achos y teulu, wahodd y person.
reason-agency-not-live = Nid yw'r asiantaeth { $agency } yn fyw yma.
reason-agency-not-live-remedy = Byddai'n rhaid i'r asiantaeth gwblhau'r gosod ac enwi o leiaf ddau weinyddwr.
reason-role-lacks-verb = Ni all neb yn y rôl { $role } wneud hyn: { $verb }.
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
reason-help-not-so-far = Nid yw'r teulu wedi gadael i'r cefnogwr hwn weld cymaint â hynny.
reason-help-not-so-far-remedy = Byddai'n rhaid i rywun o'r teulu enwi'r cefnogwr o'r newydd, i weld yr hyn y mae'r teulu'n ei weld.
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
reason-not-signed = Nid yw'r protocol “{ $protocol }” wedi'i lofnodi gan y partner { $agency }.
reason-not-signed-remedy = Byddai'n rhaid i'r asiantaeth { $agency } ei lofnodi.
reason-partner-not-live = Nid yw'r partner { $agency } yn y protocol “{ $protocol }” yn fyw yma.
reason-partner-not-live-remedy = Byddai'n rhaid i'r asiantaeth { $agency } gwblhau'r gosod; yna daw'r protocol “{ $protocol }” i rym.
reason-not-started = Nid yw'r protocol “{ $protocol }” yn dechrau cyn { $starts }.
reason-not-started-remedy = Arhoswch tan { $starts }, neu cytunwch ar ddechrau cynharach mewn fersiwn newydd o'r protocol “{ $protocol }”.
reason-ended = Mae'r protocol “{ $protocol }” wedi dod i ben.
reason-ended-remedy = Byddai'n rhaid i'r partneriaid gytuno ar fersiwn newydd o'r protocol “{ $protocol }” a'i lofnodi.
reason-review-lapsed = Roedd adolygiad o'r protocol “{ $protocol }” i fod ar { $due } ac nis cynhaliwyd mewn pryd.
reason-review-lapsed-remedy = Byddai'n rhaid i'r partneriaid adolygu'r protocol “{ $protocol }”, a oedd i'w adolygu ar { $due }, a llofnodi'r fersiwn nesaf.

# basis
reason-no-consent = Nid oes neb a gaiff gydsynio wedi cydsynio i hyn.
reason-no-consent-remedy = Byddai'n rhaid i'r teulu gydsynio neu, os mai'r person ifanc sydd i benderfynu, i'r person ifanc gydsynio.
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
reason-birthday-missing = Nid yw'r dyddiad geni wedi'i gofnodi, felly nid yw'n hysbys pwy a gaiff gydsynio.
reason-birthday-missing-remedy = Byddai'n rhaid i gydlynydd yr achos gofnodi'r dyddiad geni.
reason-condition-lapsed = Roedd y cydsyniad yn dibynnu ar fod y dysgwr yn ymrestru erbyn { $by }, ac ni chofnodwyd ymrestriad.
reason-condition-lapsed-remedy = Byddai'n rhaid cofnodi'r ymrestriad a oedd i fod erbyn { $by }, neu roi cydsyniad newydd.
reason-no-request = Mae'r protocol yn gofyn am gais o dan y Ddeddf, ac nid oes un ar agor.
reason-no-request-remedy = Byddai'n rhaid i'r asiantaeth wneud cais o'r fath.
reason-may-not-consent = Ni chaiff y person sy'n gofyn roi'r cydsyniad hwn na'i dynnu'n ôl.
reason-may-not-consent-remedy = Byddai'n rhaid i rywun sydd â'r hawl i gydsynio wneud hynny.
reason-giver-is-another = Pan roddir cydsyniad drwy fewngofnodi, y person sydd wedi mewngofnodi sy'n ei roi, a neb arall.
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
reason-may-not-request-remedy = Caiff cyngor wneud y cais hwn; caiff coleg hefyd, am driniaeth neu wasanaeth o dan adran 20.
reason-may-not-be-asked = Ni ellir gwneud y cais hwn i'r asiantaeth honno.
reason-may-not-be-asked-remedy = Gofynnwch i fwrdd iechyd; o dan adran 65 caiff cyngor ofyn hefyd i gyngor arall neu i goleg.
reason-scan-unknown = Nid oes sgan yma y caiff y person hwn ei weld.
reason-scan-unknown-remedy = Gall y sawl a lofnododd y papur, neu un o gydlynwyr yr asiantaeth sy'n arwain yr achos, ei weld.
reason-emergency-unknown = Nid oes argyfwng o'r fath mewn grym ar hyn o bryd.
reason-emergency-unknown-remedy = Dim: mae ar ben, neu ni chafodd ei ddatgan erioed.
reason-others-emergency = Argyfwng rhywun arall yw hwn.
reason-others-emergency-remedy = Y sawl y mae arno angen yr argyfwng sy'n ei ddatgan drosto'i hun; gall y person hwnnw, neu un o gydlynwyr yr asiantaeth sy'n arwain yr achos, ddod â'r argyfwng i ben.

reason-not-a-helper = Eiriolwr neu gyfaill achos i chi eich hun yw cynorthwyydd, am ddeuddeg mis ar y mwyaf.
reason-not-a-helper-remedy = Enwch rywun arall yn eiriolwr neu'n gyfaill achos i chi, gyda diwedd o fewn deuddeg mis.
reason-others-helper = Rhywun arall a enwodd y cynorthwyydd hwn.
reason-others-helper-remedy = Caiff y sawl a enwodd y cynorthwyydd, neu gydlynydd yr asiantaeth sy'n arwain yr achos, ddod â hyn i ben.
reason-remark-unknown = Nid oes sylw o'r fath y gellid ei wneud na'i ateb yma.
reason-remark-unknown-remedy = Agorwch yr adroddiad neu'r cofnod eto, ac ysgrifennwch oddi yno.

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
reason-quarantined = { $held_for ->
    [infected] Mae'r adroddiad yn cael ei ddal yn ôl: daeth y sganiwr feirysau o hyd i rywbeth ynddo.
    [unscanned] Mae'r adroddiad yn cael ei ddal yn ôl: nid yw'r sganiwr feirysau wedi edrych arno eto.
   *[unsigned] Mae'r adroddiad yn cael ei ddal yn ôl: nid oes neb wedi profi mai nhw a'i hanfonodd.
}
reason-quarantined-remedy = { $held_for ->
    [infected] Byddai'n rhaid anfon copi glân, a gwrthod hwn.
    [unscanned] Gofynnir i'r sganiwr eto bob munud. Bydd yn agor ohono'i hun os na cheir hyd i ddim.
   *[unsigned] Byddai'n rhaid i gydlynydd yr asiantaeth arweiniol ei dderbyn.
}
reason-not-quarantined = Nid yw'r adroddiad yn cael ei ddal yn ôl.
reason-not-quarantined-remedy = Efallai fod rhywun wedi ei dderbyn neu ei wrthod o'ch blaen. Edrychwch ar yr achos eto.

# retention
reason-retention-missing = Nid yw wedi'i gofnodi am faint y cedwir yr adroddiad, felly ni chaiff ei ryddhau.
reason-retention-missing-remedy = Byddai'n rhaid i'r asiantaeth a'i hysgrifennodd gofnodi am faint y'i cedwir.
reason-retention-over = Daeth y cyfnod y cedwir yr adroddiad i ben ar { $since }.
reason-retention-over-remedy = Dim: ni chaiff adroddiad y daeth ei gyfnod cadw i ben ar { $since } ei ryddhau byth eto.

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
verb-who-looked = Gweld pwy sydd wedi edrych
verb-remark = Gofyn neu wrthwynebu fel y teulu
verb-answer = Ateb y teulu
verb-name-helper = Enwi cynorthwyydd
verb-sign = Llofnodi protocol dros yr asiantaeth, neu dynnu'n ôl
verb-accept = Derbyn adroddiad sy'n cael ei ddal yn ôl
verb-turn-away = Gwrthod adroddiad sy'n cael ei ddal yn ôl
verb-deliver = Cludo adroddiad dan sêl

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
evidence-signed-in = Drwy fewngofnodi
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
problem-address-at-work = Mae rhywun yn mewngofnodi â hwn yn ei waith
problem-address-at-work-detail = Cyfeiriad rhywun sy'n gweithio yma yw hwn, nid cyfeiriad teulu. Os ydych yn ei olygu yn ei waith, cynhwyswch y person gyda'i asiantaeth. Os yw'n dod fel teulu, rhowch gyfeiriad arall sy'n eiddo i'r person hwnnw'n unig.
problem-address-of-another = Mae enw arall ar y cyfrif
problem-address-of-another-detail = Mae rhywun o deulu yn mewngofnodi â'r cyfeiriad hwn, o dan enw gwahanol i'r un a roddwyd. Gofynnwch i'r person am y ddau fel y mae'r cyfrif yn eu dangos, a rhowch gynnig arall arni.
problem-helping-code-wrong = Nid yw'r cod yn gywir
problem-helping-code-wrong-detail = Mae'r cod yn anghywir, wedi'i ddefnyddio, yn rhy hen neu ddim ar gyfer eich cyfrif chi, neu mae'r cymorth wedi dod i ben. Gwiriwch ef gyda'r person a'ch enwodd, neu gofynnwch am un newydd.
problem-helping-already = Rydych ar yr achos hwn eisoes
problem-helping-already-detail = Rydych yn perthyn i'r achos hwn fel arall eisoes, ac rydych yn aros felly. Dywedwch wrth y person a'ch enwodd.
problem-agency-runs-itself = Mae'r asiantaeth yn gofalu amdani'i hun
problem-agency-runs-itself-detail = Gweithredwr y porth sy'n penodi gweinyddwyr cyntaf asiantaeth, a hynny dim ond nes bod yr asiantaeth yn fyw. O hynny ymlaen, ei gweinyddwyr ei hun sy'n gwneud hyn.
problem-protocol-not-partner = Dim ond partner a gaiff wneud hyn
problem-protocol-not-partner-detail = Nid yw eich asiantaeth yn bartner yn y protocol hwn. Dim ond ei bartneriaid sy'n ei ddrafftio, yn ei lofnodi ac yn tynnu'n ôl ohono.

## Y cofnod

problem-case-erased = Cafodd yr achos ei ddileu
problem-case-erased-detail = Dinistriwyd allwedd yr achos hwn, a chyda hi bopeth yr oedd y cofnod yn ei ddal amdano. Mae'r log yn dal i brofi bod rhywbeth wedi'i gofnodi yma, ac ni ellir darllen dim mwy.
problem-not-a-decision = Nid penderfyniad mo hwn
problem-not-a-decision-detail = Mae'r digwyddiad hwn yn sôn am rywbeth a ddigwyddodd; ni phenderfynwyd dim y gellid ei benderfynu eto. Dewiswch ddigwyddiad a ganiatawyd neu a wrthodwyd.

## Tudalennau: problemau y dywedir yn wahanol amdanynt wrth raglen
page-problem-bad-json = Ni ellid darllen hyn
page-problem-bad-json-detail = Ni chyrhaeddodd yr hyn a anfonodd eich porwr fel y dylai. Ewch yn ôl, llwythwch y dudalen eto a rhowch gynnig arall arni. Os bydd yn digwydd eto, dywedwch wrth eich gweinyddwr neu'ch cydlynydd.
page-problem-bad-field = Nid yw rhywbeth fel y dylai fod
page-problem-bad-field-detail = Mae gan rywbeth a anfonwyd werth na ellir ei gymryd. Ewch yn ôl, gwiriwch yr hyn a ddewisoch neu a deipioch, a'i anfon eto.
page-problem-unknown-field = Nid yw rhywbeth yn perthyn yma
page-problem-unknown-field-detail = Mae gan y cyfeiriad neu'r ffurflen rywbeth nad yw'r dudalen hon yn ei adnabod. Ewch i'r dudalen o'i dolen, a rhowch gynnig arall arni yno.
page-problem-bad-id = Nid yw hwn yn enw y gellir ei ddefnyddio
page-problem-bad-id-detail = Dim ond llythrennau bach, rhifau a chysylltnodau sydd mewn enw byr, 64 ohonynt ar y mwyaf, heb gysylltnod yn gyntaf nac yn olaf. Ewch yn ôl a'i gywiro.
page-problem-missing-part = Mae'r ffeil ar goll
page-problem-missing-part-detail = Ni ddaeth ffeil gyda'r ffurflen. Ewch yn ôl, dewiswch y ffeil a'i hanfon eto.
page-problem-one-file-per-push = Un ffeil ar y tro
page-problem-one-file-per-push-detail = Daeth mwy nag un ffeil gyda'r ffurflen. Ni chadwyd dim. Anfonwch bob ffeil ar ei phen ei hun.
page-problem-method-not-allowed = Ni all y dudalen hon wneud hynny
page-problem-method-not-allowed-detail = Anfonwyd rhywbeth i dudalen nad yw'n cymryd dim, efallai o hen dab neu nod tudalen. Dechreuwch eto o'ch tudalen gartref. Ni newidiwyd dim.
page-problem-not-acceptable = Mae'r porwr hwn yn gofyn am rywbeth arall
page-problem-not-acceptable-detail = Ni ellir rhoi'r dudalen ar y ffurf y mae eich porwr yn gofyn amdani. Agorwch hi â phorwr gwe cyffredin.
page-problem-unsupported-media-type = Ni ellid darllen hyn
page-problem-unsupported-media-type-detail = Nid yr hyn y mae ffurflen o'r dudalen hon yn ei anfon a anfonwyd. Llwythwch y dudalen eto a'i llenwi yno. Ni newidiwyd dim.
page-problem-payload-too-large = Mae hyn yn ormod ar unwaith
page-problem-payload-too-large-detail = Mae'r hyn a anfonwyd yn fwy nag y mae'r dudalen hon yn ei gymryd. Byrhewch y testun, neu anfonwch ffeil lai. Ni chadwyd dim.
page-problem-bad-request = Ni ellid deall hyn
page-problem-bad-request-detail = Nid yw'r hyn a anfonodd eich porwr yn gyflawn. Llwythwch y dudalen eto a rhowch gynnig arall arni.
page-problem-headers-too-large = Mae eich porwr yn anfon gormod
page-problem-headers-too-large-detail = Dilëwch y cwcis y mae eich porwr yn eu cadw ar gyfer y wefan hon, a mewngofnodwch eto.
page-problem-range-not-satisfiable = Nid yw'r rhan honno o'r ffeil yma
page-problem-range-not-satisfiable-detail = Ceisiodd eich porwr fynd ymlaen â lawrlwythiad sydd drosodd. Dilëwch y rhan sydd gennych, a lawrlwythwch y ffeil o'r newydd.
page-problem-idempotency-mismatch = Anfonwyd y ffurflen hon o'r blaen
page-problem-idempotency-mismatch-detail = Anfonwyd yr un ffurflen gyda rhywbeth arall ynddi. Llwythwch y dudalen eto, edrychwch ar yr hyn sydd yno nawr, a'i hanfon eto os oes angen o hyd.
page-problem-idempotency-in-progress = Mae hyn yn dal i gael ei wneud
page-problem-idempotency-in-progress-detail = Anfonwyd yr un ffurflen eiliad yn ôl ac mae'n dal i gael ei chyflawni. Arhoswch eiliad, yna llwythwch y dudalen eto.
page-problem-idempotency-answer-lost = Cafodd hyn ei wneud
page-problem-idempotency-answer-lost-detail = Fe'i cyflawnwyd o'r blaen, a chollwyd yr ateb ar y ffordd. Ewch yn ôl ac edrych ar yr hyn sydd yno nawr, yn lle ei anfon eto.

## Pages: the frame, forms, days

frame-skip = Neidio i'r prif gynnwys
frame-navigation = Prif ddewislen
frame-menu = Dewislen
frame-sign-out = Allgofnodi
frame-footer = Mae Porthor yn cadw adroddiadau am blant a phobl ifanc yn ddiogel, ac nid yw'n eu rhannu ond fel y mae cydsyniad a'r gyfraith yn caniatáu.
nav-home = Hafan
nav-audit = Y cofnod
nav-protocols = Protocolau
nav-agency = Eich asiantaeth
nav-account = Eich cyfrif
problem-reasons = Pam
problem-home = Yn ôl i'r dechrau
problem-form-from-elsewhere = Daeth y ffurflen hon o rywle arall
problem-form-from-elsewhere-detail = Ni wnaed dim, am nad o dudalen yn y gwasanaeth hwn yr anfonwyd y ffurflen. Agorwch y dudalen yma a rhoi cynnig arall arni.
problem-form-out-of-date = Mae'r dudalen hon wedi dyddio
problem-form-out-of-date-detail = Ni wnaed dim. Bu'r dudalen ar agor ers cyn i chi fewngofnodi neu allgofnodi ddiwethaf. Agorwch hi eto a rhoi cynnig arall arni.
form-wrong = Mae problem
done = Wedi'i wneud
done-involved = Mae ganddynt ran yn yr achos bellach.
done-part-ended = Mae'r rhan honno yn yr achos wedi dod i ben. Ni ellir agor dim oddi tani mwyach.
done-handed-over = Trosglwyddwyd y rhan i'ch cydweithiwr.
done-family-ended = Tynnwyd y person o'r teulu ar yr achos hwn. Ni all weld dim ohono mwyach.
done-consent = Cofnodwyd y cydsyniad. Mae mewn grym o hyn ymlaen.
done-asked = Gofynnwyd i'r teulu. Byddant yn gweld eich cwestiwn y tro nesaf y byddant yn mewngofnodi.
done-not-now = Rydych wedi ateb: nid nawr. Ni rannwyd dim, a gallwch gytuno'n ddiweddarach o hyd.
done-live = Mae'r asiantaeth yn fyw. Gall rannu a derbyn bellach.
done-recipient = Cadwyd yr allwedd. Bydd adroddiadau wedi'u selio yn mynd iddi o hyn ymlaen.
done-left = Mae'r person wedi gadael yr asiantaeth, ac wedi'i allgofnodi ym mhobman.
done-device-ended = Tynnwyd y ddyfais. Ni all fewngofnodi mwyach.
done-signed = Rydych wedi llofnodi'r fersiwn hon dros eich asiantaeth.
done-withdrawn = Rydych wedi tynnu'ch asiantaeth yn ôl o'r fersiwn hon.
form-day-over = Rhowch ddiwrnod olaf nad yw wedi bod
form-error = Gwall:
form-day-hint = Er enghraifft, 31 3 2027
form-day = Diwrnod
form-month = Mis
form-year = Blwyddyn
form-bad-date = Rhowch ddyddiad sy'n bod, gyda diwrnod, mis a blwyddyn
day = { $day } { $month } { $year }
moment = { $day }, { $time }
month-1 = Ionawr
month-2 = Chwefror
month-3 = Mawrth
month-4 = Ebrill
month-5 = Mai
month-6 = Mehefin
month-7 = Gorffennaf
month-8 = Awst
month-9 = Medi
month-10 = Hydref
month-11 = Tachwedd
month-12 = Rhagfyr

## Pages: signing in

sign-in-title = Mewngofnodi
sign-in-address = Yr enw rydych yn mewngofnodi ag ef
sign-in-address-hint = Eich cyfeiriad e-bost fel arfer
sign-in-password = Cyfrinair
sign-in-continue = Parhau
sign-in-kept = Cawsoch eich allgofnodi er mwyn cadw pethau'n ddiogel. Nid yw'r hyn a deipiwyd gennych ar goll: mewngofnodwch ac ewch ymlaen.
sign-in-code-title = Rhowch eich cod
sign-in-code-again = Mae angen cod rydych newydd ei roi ar gyfer hyn.
sign-in-totp = Y chwe digid y mae eich ap dilysu yn eu dangos
sign-in-totp-hint = Mae pob cod yn gweithio unwaith. Os cafodd un ei ddefnyddio nawr, arhoswch am y nesaf.
sign-in-totp-wrong = Nid dyna'r cod y mae eich ap yn ei ddangos nawr, neu mae eisoes wedi'i ddefnyddio. Arhoswch am yr un nesaf, a theipiwch hwnnw.
sign-in-card = Y cod yn { $position } ar eich cerdyn printiedig
sign-in-card-hint = Dewch o hyd i'r lle ar eich cerdyn. Nid oes gwahaniaeth rhwng priflythrennau a llythrennau bach.
sign-in-card-wrong = Nid dyna'r cod yn { $position }. Dewch o hyd i'r llythyren ar yr ochr a'r rhif ar y brig, a theipiwch yr hyn sydd yno.
sign-in-passkey = Mewngofnodi ag allwedd fynediad
sign-in-passkey-title = Defnyddio eich allwedd fynediad
sign-in-join = Mae gen i lythyr neu god: ymuno
sign-in-lost = Os na allwch fewngofnodi
sign-in-lost-how = Os ydych wedi colli eich cyfrinair, eich ffôn neu'ch cerdyn, gofynnwch am lythyr newydd i gydlynydd eich achos neu, yn y gwaith, i'ch gweinyddwr.
passkey-confirm = Cadarnhau â'ch allwedd fynediad
passkey-only = Nid oes gennych godau. Pwyswch y botwm: bydd eich ffôn neu'ch cyfrifiadur wedyn yn gofyn am eich olion bysedd, eich wyneb neu'ch PIN.
passkey-without = Rydych yn mewngofnodi ag allwedd fynediad ac nid oes gennych godau. Ni all y porwr hwn ddefnyddio allweddi mynediad, neu mae ei sgript wedi'i diffodd. Defnyddiwch y porwr y mae eich allwedd fynediad ynddo.
passkey-failed = Ni weithiodd hynny, neu cafodd ei atal. Rhowch gynnig arall arni.
form-old-title = Ni wnaed dim eto
form-old = Ni wnaed dim, ac nid oes dim a deipiwyd gennych ar goll. Rydych wedi mewngofnodi neu allgofnodi ers agor y dudalen hon, efallai mewn tab arall. Anfonwch ef eto, neu gadewch ef.
sign-in-go-on-title = Gallwch fynd ymlaen
sign-in-go-on = Mae'r hyn a deipiwyd gennych yn dal yma. Anfonwch ef nawr, neu gadewch ef.
sign-in-go-on-send = Anfon yr hyn a deipiais
sign-in-go-on-leave = Ei adael a mynd i'r dechrau

## Pages: the desk

verb-ask = Gofyn i'r teulu am gydsyniad
desk-title = Eich achosion
desk-back = Yn ôl i'ch achosion
desk-choose = Dewiswch un
desk-open-case = Agor achos newydd
desk-search = Chwilio am achos yn ôl enw'r plentyn neu'r person ifanc
desk-search-go = Chwilio
desk-found =
    { $n ->
        [0] Ni chafwyd dim un achos.
        [one] Cafwyd 1 achos.
        [two] Cafwyd 2 achos.
       *[other] Cafwyd { $n } achos.
    }
desk-show-all = Dangos pob un
desk-empty = Nid ydych ar unrhyw achos eto. Cydlynydd achos sy'n eich rhoi arno.
desk-lead = Eich asiantaeth sy'n arwain
desk-late = Yn hwyr
desk-remarks =
    { $n ->
        [one] Mae 1 cwestiwn neu wrthwynebiad gan y teulu yn aros am ateb
        [two] Mae 2 gwestiwn neu wrthwynebiad gan y teulu yn aros am ateb
        [few] Mae 3 chwestiwn neu wrthwynebiad gan y teulu yn aros am ateb
        [many] Mae 6 chwestiwn neu wrthwynebiad gan y teulu yn aros am ateb
       *[other] Mae { $n } cwestiwn neu wrthwynebiad gan y teulu yn aros am ateb
    }
desk-gaps =
    { $n ->
        [one] Mae 1 cydsyniad yn eisiau ar gyfer asiantaeth ar yr achos
        [two] Mae 2 gydsyniad yn eisiau ar gyfer asiantaethau ar yr achos
        [few] Mae 3 chydsyniad yn eisiau ar gyfer asiantaethau ar yr achos
        [many] Mae 6 chydsyniad yn eisiau ar gyfer asiantaethau ar yr achos
       *[other] Mae { $n } cydsyniad yn eisiau ar gyfer asiantaethau ar yr achos
    }
desk-new-reports =
    { $n ->
        [one] 1 adroddiad newydd ers eich ymweliad diwethaf
        [two] 2 adroddiad newydd ers eich ymweliad diwethaf
       *[other] { $n } adroddiad newydd ers eich ymweliad diwethaf
    }
desk-due-by-us = Rhaid i'ch asiantaeth ateb erbyn { $day }
desk-due-to-us = Mae ateb i'ch asiantaeth i fod i gyrraedd erbyn { $day }
desk-consent-missing = Mae adroddiad y gofynnodd eich asiantaeth amdano yma, ac nid oes neb wedi cydsynio i chi ei weld
desk-consent-ends = Daw'r cydsyniad ar gyfer { $who } i ben ar { $day }
desk-nothing-waits = Nid oes dim yn aros amdanoch yma.
desk-push = Anfon adroddiad
desk-new-title = Agor achos newydd
desk-new-about = Eich asiantaeth fydd yn arwain yr achos hwn: hi sy'n dweud pwy sydd arno, ac yn atebol amdano.
desk-new-name = Enw'r plentyn neu'r person ifanc
desk-new-name-hint = Dim ond y bobl ar yr achos sy'n ei weld.
desk-new-name-missing = Rhowch yr enw, heb fod yn fwy na 200 nod
desk-new-born = Dyddiad geni
desk-new-born-hint = Er enghraifft, 31 3 2016
desk-new-born-missing = Rhowch y dyddiad geni: hebddo ni all neb ddweud pwy gaiff gydsynio
desk-new-looked-after-legend = Gofal
desk-new-looked-after = Mae'r plentyn yn derbyn gofal gan gyngor
desk-new-open = Agor yr achos

## Pages: a case, for staff

case-back = Yn ôl i'r achos
case-lead = Yr asiantaeth sy'n arwain yr achos hwn yw { $agency }.
case-born = Ganwyd ar { $day }.
case-named = { $name }, ganwyd ar { $day }
case-reference = Cyfeirnod yr achos: { $id }
case-looked-after = Yn derbyn gofal gan gyngor.
case-closed = Mae'r achos hwn wedi'i gau. Ni ellir dod â dim newydd ato.
case-warning = Rhybudd:
case-mark-contested = Mae'r rhai a gaiff gydsynio yn anghytuno. Ni rennir dim ar sail cydsyniad nes i'r canlyniad gael ei gofnodi.
case-mark-court-restricted = Mae llys wedi cyfyngu ar rannu yn yr achos hwn.
case-mark-objection = Mae'r teulu yn gwrthwynebu rhannu â'r asiantaeth { $agency }.
case-ask-family = Gofyn i'r teulu am gydsyniad
case-paper = Cofnodi cydsyniad ar bapur neu ar lafar
case-reports = Adroddiadau
case-no-reports = Nid oes adroddiad y cewch wybod amdano.
case-report-companion = Fersiwn o { $file } sy'n addas i blant
case-report-from = Oddi wrth { SOFT($agency) }, { $day }.
case-report-for = Ysgrifennwyd ar gyfer:
case-report-language = Iaith:
case-report-version = Fersiwn { $n }
case-report-replaced = Mae fersiwn mwy newydd yma
case-report-closed = Pam na allwch ei agor
case-held = { $n ->
    [one] Mae un adroddiad yn cael ei ddal yn ôl. Edrychwch arno
   *[other] Mae { $n } o adroddiadau yn cael eu dal yn ôl. Edrychwch arnynt
}
case-report-open = Agor
case-report-open-for = Agor at y diben hwn: { $purpose }
case-report-take = Cymryd copi wedi'i selio i'ch asiantaeth
case-report-take-for = Cymryd copi wedi'i selio i'ch asiantaeth, at y diben hwn: { $purpose }
case-gaps = Pwy na chaiff weld beth
case-no-gaps = Gall pawb ar yr achos weld pob adroddiad y gallwch chi ei weld.
case-gap = Nid yw { $agency } yn gallu gweld: { $kind }
case-gap-ask = Gofyn i'r teulu
case-people = Pobl ar yr achos
case-part-person = { $person }, { $agency }
case-part-agency = { $agency }: unrhyw un yno yn y rôl hon
case-until = tan { $day }
case-bundle = yn gweld un bwndel o adroddiadau yn unig
case-family = Teulu
case-no-family = Nid oes neb o'r teulu ar yr achos eto.
case-people-change = Gwahodd, cynnwys, trosglwyddo neu dynnu rhywun
case-people-show = Pwy sydd ar yr achos hwn
case-consents = Cydsyniadau
case-no-consents = Nid oes cydsyniad y cewch ei weld.
case-consent-who = Pwy gaiff weld
case-consent-what = Beth, ac at ba ddiben
case-consent-until = Tan
case-consent-state = Sefyllfa
case-consent-given = { $person }, { $day }: { $how }
consent-recorded = Cofnodwyd ar
case-asked = Yr hyn a ofynnwyd i'r teulu
case-ask = { $day }: bod { $agency } yn cael gweld { $kinds }
case-ask-open = Dim ateb eto
case-ask-given = Cydsyniwyd
case-ask-not-now = Nid nawr
case-remarks = Yr hyn a ofynnodd neu a wrthwynebodd y teulu
case-remarks-unanswered = { $n } heb ateb
case-requests = Ceisiadau rhwng asiantaethau
case-no-requests = Nid oes cais ar agor.
case-request = { $kind }: oddi wrth { SOFT($by) } at { SOFT($to) }
case-request-due =
    { $n ->
        [0] Mae'r ateb i fod i gyrraedd heddiw, { $day }.
        [one] Mae'r ateb i fod i gyrraedd erbyn { $day }: mae 1 diwrnod ar ôl.
        [two] Mae'r ateb i fod i gyrraedd erbyn { $day }: mae 2 ddiwrnod ar ôl.
       *[other] Mae'r ateb i fod i gyrraedd erbyn { $day }: mae { $n } diwrnod ar ôl.
    }
case-request-late =
    { $n ->
        [one] Roedd yr ateb i fod i gyrraedd ar { $day }, 1 diwrnod yn ôl.
        [two] Roedd yr ateb i fod i gyrraedd ar { $day }, 2 ddiwrnod yn ôl.
       *[other] Roedd yr ateb i fod i gyrraedd ar { $day }, { $n } diwrnod yn ôl.
    }
case-timeline = Beth ddigwyddodd
timeline-opened = Agorodd { $agency } yr achos
timeline-report = Daeth { $agency } ag adroddiad: { $kind }
timeline-involved = Daeth { $who } yn rhan o'r achos
timeline-involvement-ended = Gadawodd { $who } yr achos
timeline-family = Daeth { $who } i mewn fel teulu
timeline-family-ended = Nid yw { $who } ar yr achos fel teulu mwyach
timeline-consent = Rhoddwyd cydsyniad ar gyfer { $who }
timeline-consent-withdrawn = Tynnwyd y cydsyniad ar gyfer { $who } yn ôl
timeline-mark = Cofnodwyd: { $what }
timeline-mark-lifted = Nid yw mewn grym mwyach: { $what }
timeline-request = Anfonodd { $by } gais at { SOFT($to) }
timeline-request-closed = Caewyd y cais oddi wrth { SOFT($by) } at { SOFT($to) }
timeline-emergency = Datganodd { $who } argyfwng

## Pages: pushing a report

push-title = Anfon adroddiad
push-nothing-allowed = Nid oes protocol rhannu gwybodaeth mewn grym sy'n gadael i'ch asiantaeth anfon adroddiad i'r achos hwn, neu nid yw eich rhan yn yr achos yn caniatáu hynny. Gofynnwch i gydlynydd yr achos.
push-files = Ffeiliau
push-files-hint = Dewiswch neu gollyngwch un neu ragor. Caiff pob un ei selio ar y ddyfais hon cyn ei hanfon.
push-file = Yr adroddiad
push-file-hint = Caiff ei selio i'r achos wrth gyrraedd.
push-file-again = Mae'r hyn a deipiwyd gennych yn dal yma. Er diogelwch nid yw eich porwr yn cadw'r ffeil: dewiswch hi eto.
push-no-file = Dewiswch y ffeil
push-category = Math o adroddiad
push-category-hint = Dim ond mathau y caiff eich asiantaeth eu hanfon sydd wedi'u rhestru.
push-category-missing = Dewiswch pa fath o adroddiad yw hwn, neu derbyniwch yr awgrym
push-suggested = Awgrym:
push-purpose = Diben
push-purpose-missing = Dewiswch at ba ddiben y cafodd ei ysgrifennu, neu derbyniwch yr awgrym
push-audience = Ar gyfer pwy?
push-audience-missing = Dywedwch ar gyfer pwy y cafodd ei ysgrifennu
push-audience-professionals = Ni fydd y teulu yn ei weld. Dywedwch pam isod.
push-audience-family = Gall y teulu ei ddarllen.
push-audience-child-friendly = Gall y teulu a'r plentyn neu'r person ifanc ei ddarllen.
push-reason = Os i weithwyr proffesiynol yn unig: pam?
push-reason-missing = Dywedwch pam y mae ar gyfer gweithwyr proffesiynol yn unig
push-companion = Ai fersiwn sy'n addas i blant o adroddiad arall yw hwn?
push-companion-hint = Bydd y teulu wedyn yn ei weld yn gyntaf, wrth ochr yr adroddiad y mae'n ei adrodd o'r newydd.
push-companion-none = Nage, mae'n sefyll ar ei ben ei hun
push-companion-audience = Ar gyfer y plentyn neu'r person ifanc yr ysgrifennir fersiwn sy'n addas i blant. Dewiswch hynny o dan "Ar gyfer pwy?", neu dywedwch yma ei fod yn sefyll ar ei ben ei hun
push-companion-refused = Dewiswch adroddiad o'r achos hwn y gallwch ei weld, neu dywedwch ei fod yn sefyll ar ei ben ei hun
push-serious-harm = A allai ei ddarllen niweidio rhywun yn ddifrifol?
push-serious-harm-hint = Ni ddywedir wedyn wrth y teulu hyd yn oed ei fod yma. Dewiswch "Gallai" dim ond os yw'r sawl sydd i farnu hynny wedi barnu felly.
push-serious-harm-yes = Gallai
push-serious-harm-no = Na allai
push-serious-harm-missing = Dywedwch a allai ei ddarllen roi rhywun mewn perygl o niwed difrifol
push-third-party = A yw'n sôn am berson arall?
push-third-party-hint = Fel brawd, chwaer neu gymydog. Dywedir wedyn wrth y teulu ei fod yma, ond ni all y teulu ei agor.
push-third-party-yes = Ydy
push-third-party-no = Nac ydy
push-third-party-missing = Dywedwch a yw'n sôn am berson arall
push-class = Pa mor sensitif ydyw?
push-class-hint = Gofynnir am god newydd gan bwy bynnag sy'n agor adroddiad sensitif.
push-class-usual = Fel arfer ar gyfer y math hwn o adroddiad
push-class-refused = Dewiswch pa mor sensitif ydyw
push-supersedes = Ai fersiwn mwy newydd o adroddiad yw hwn?
push-supersedes-hint = Adroddiadau eich asiantaeth yn yr achos hwn. Mae'r fersiwn hŷn yn aros, ac yn cael ei nodi fel un hŷn.
push-supersedes-none = Nage, mae'n newydd
push-supersedes-refused = Dewiswch adroddiad a anfonodd eich asiantaeth i'r achos hwn, neu dywedwch ei fod yn newydd
push-supersedes-already = Mae fersiwn mwy newydd eisoes wedi cymryd lle'r adroddiad hwnnw. Llwythwch y dudalen hon eto a dewiswch y diweddaraf
push-there-already = { $file } ({ $kind }, { $day }, fersiwn { $version })
push-status = Statws
push-status-missing = Dywedwch pa mor derfynol ydyw
push-status-signed-off = Wedi'i gytuno. Nid yw'r fersiwn hwn byth yn newid.
push-status-draft = Yn aros o fewn eich asiantaeth nes iddo gael ei gymeradwyo.
push-status-informal = Nodyn. Yn aros o fewn eich asiantaeth.
push-status-statutory = Wedi'i bennu gan y gyfraith. Nid yw'r fersiwn hwn byth yn newid.
push-language = Iaith
push-language-missing = Dywedwch ym mha iaith y mae
push-more = Ffynhonnell, sensitifrwydd, fersiynau eraill, crynodeb
push-provenance = O ble y daw?
push-provenance-missing = Dewiswch o ble y daw
push-author = Adroddiad pwy ydyw?
push-author-hint = Y cydweithiwr yr ydych yn dod ag ef ar ei ran. Mae'n mynd i mewn yn enw eich asiantaeth y naill ffordd neu'r llall.
push-summary = Crynodeb mewn iaith blaen
push-summary-hint = Dewisol. Mewn geiriau y byddai'r teulu'n eu defnyddio, yn iaith yr adroddiad.
push-summary-long = Mae'r crynodeb yn rhy hir. Cadwch ef o dan ddwy dudalen
push-send = Anfon
push-same = Yr un atebion â'r cyntaf
push-leave = Hepgor
push-another = Anfon adroddiad arall
push-stored-title = Mae'r adroddiad wedi'i gadw
push-stored-about = Mae wedi'i selio i'r achos. Penderfynir bob tro pwy a gaiff weld yr adroddiad, yn ôl protocol, cydsyniad a'r gyfraith.
push-stored-file = Wedi'i gadw, wedi'i selio i'r achos.
push-signed-out = Cawsoch eich allgofnodi. Mewngofnodwch eto mewn tab arall, yna pwyswch Anfon yma: nid oes dim a deipiwyd gennych ar goll.
push-somebody-else = Mae rhywun arall wedi mewngofnodi yn y porwr hwn ers hynny, felly nid anfonwyd dim. Gofynnwch i'r person hwnnw allgofnodi, mewngofnodwch eto eich hun mewn tab arall, yna pwyswch Anfon yma.
push-script-sealing = Yn selio ar y ddyfais hon …
push-script-sending = Yn anfon …
push-script-unsealed = Ni all y porwr hwn selio: mae'r porth yn ei selio wrth iddo gyrraedd.
push-script-broken = Ni chyrhaeddodd yr adroddiad, ac ni chadwyd dim. Gwiriwch y cysylltiad a phwyswch Anfon eto.
push-script-large = Mae'r ffeil yn fwy nag y gellir ei hanfon. Gwnewch hi'n llai, neu rhannwch hi.
push-group-plans = Cynlluniau
push-group-statutory-advice = Cyngor statudol
push-group-assessment = Asesiadau proffesiynol
push-group-person-centred = Am y plentyn neu'r person ifanc
push-group-meeting = Cyfarfodydd
push-group-progress = Cynnydd
push-group-funding = Cyllid a phaneli
push-group-dispute = Anghydfodau
push-group-governance = Cytundebau a ffurflenni

## Pages: people on a case

people-title = Pobl ar achos { $name }
people-invited = Gwahoddwyd. Unwaith yn unig y dangosir y cod hwn
people-invited-about = Ysgrifennwch y cod hwn a'i roi iddynt, neu argraffwch lythyr yn ei le: mae cod arall ar y llythyr, ac ni fydd y cod hwn yn gweithio wedyn. Nid yw'r naill na'r llall byth yn mynd drwy e-bost.
people-letter = Argraffu llythyr yn lle hynny
people-added = Ar yr achos nawr
people-added-who = Mae { $name } ar yr achos nawr
people-added-about = Mae gan y person gyfrif yma eisoes, neu lythyr i wneud un. Bydd yn dod o hyd i'r achos hwn y tro nesaf y bydd yn mewngofnodi, ac nid oes angen llythyr newydd. Rhowch wybod i'r person eich hun: nid oes dim yn cael ei anfon.
people-involved = Pwy sy'n gweithio arno
people-change = Trosglwyddo neu dynnu
people-change-family = Llythyr, neu dynnu
people-successor = Trosglwyddo i: yr enw y mae'r cydweithiwr yn mewngofnodi ag ef
people-successor-hint = Rhywun o'r un asiantaeth. Mae'r naill yn gorffen a'r llall yn dechrau ar yr un eiliad.
people-successor-missing = Rhowch yr enw y mae'r cydweithiwr yn mewngofnodi ag ef
people-hand-over = Trosglwyddo
people-remove-whom = Mae hyn yn tynnu { $who } o'r achos. Mae'n gweithredu ar unwaith, hefyd ar yr hyn sy'n cael ei lawrlwytho.
people-remove = Tynnu nawr
people-not-joined = Heb fewngofnodi eto
people-involve = Cynnwys asiantaeth neu berson
people-agency = Asiantaeth
people-agency-missing = Dewiswch yr asiantaeth
people-colleague = Un person: yr enw y mae'n mewngofnodi ag ef
people-colleague-hint = Gadewch yn wag ar gyfer unrhyw un yn yr asiantaeth yn y rôl hon.
people-unknown = Nid oes neb sy'n mewngofnodi â'r enw hwn yn gweithio yno. Gwiriwch ef, a gwiriwch yr asiantaeth
people-role = Fel beth
people-role-missing = Dewiswch fel beth
people-part-until = Tan, os yw'n dod i ben ohono'i hun
people-part-until-hint = Y diwrnod olaf y mae mewn grym, er enghraifft 31 3 2027. Gadewch yn wag fel arall.
people-involve-go = Cynnwys
people-invite = Gwahodd rhywun o'r teulu
people-name = Enw
people-name-missing = Rhowch yr enw
people-address = Yr enw y bydd yn mewngofnodi ag ef
people-address-hint = Ei gyfeiriad e-bost fel arfer. Nid oes neb arall ar yr achos yn ei weld. Os yw'n defnyddio'r gwasanaeth hwn ar gyfer plentyn arall eisoes, rhowch yr hyn y mae'n mewngofnodi ag ef yno.
people-address-missing = Rhowch yr enw y bydd yn mewngofnodi ag ef
people-on-case = Mae'r person hwn ar yr achos eisoes
people-address-at-work = Mae rhywun yn mewngofnodi â'r enw hwn yn ei waith. Os ydych yn ei olygu yn ei waith, cynhwyswch y person gyda'i asiantaeth, uchod. Os yw'n dod fel teulu, rhowch enw arall sy'n eiddo i'r person hwnnw'n unig
people-address-of-another = Mae rhywun o deulu yn mewngofnodi â'r hyn a roesoch isod, o dan enw gwahanol i hwn. Gofynnwch i'r person am y ddau fel y mae'r cyfrif yn eu dangos
people-standing = Beth yw'r person i'r plentyn neu'r person ifanc?
people-standing-missing = Dywedwch beth yw'r person i'r plentyn neu'r person ifanc
people-language = Pa iaith y mae'n ei darllen?
people-language-missing = Dywedwch pa iaith y mae'n ei darllen
people-until = Tan, ar gyfer eiriolwr neu gyfaill achos
people-until-hint = Y diwrnod olaf y mae mewn grym, er enghraifft 31 3 2027. Gadewch yn wag ar gyfer eraill.
people-until-missing = Rhowch tan pryd: am gyfnod y caiff eiriolwr neu gyfaill achos ei enwi
people-invite-go = Rhoi ar yr achos
people-lead-changes = Cydlynwyr yr asiantaeth sy'n arwain yr achos sy'n newid pwy sydd arno.

## Pages: consents that staff record and ask for

paper-title = Cofnodi cydsyniad ar bapur neu ar lafar
paper-about = Mae geiriau'r teulu yn cyfrif fel petai'r teulu wedi rhoi'r cydsyniad yma. Ar y diwedd cewch dderbynneb i'w hargraffu ar eu cyfer.
paper-giver = Pwy a'i rhoddodd?
paper-giver-missing = Dewiswch pwy a'i rhoddodd
paper-how = Sut y cafodd ei roi?
paper-how-missing = Dywedwch sut y cafodd ei roi
paper-given = Ar ba ddiwrnod y cafodd ei lofnodi neu ei ddweud?
paper-given-hint = Er enghraifft, 31 3 2027
paper-given-missing = Rhowch y diwrnod y cafodd ei lofnodi neu ei ddweud
paper-witness = Pwy arall a'i clywodd?
paper-witness-hint = Ar gyfer cydsyniad ar lafar: aelod arall o staff ar yr achos hwn.
paper-witness-missing = Dewiswch pwy arall a'i clywodd
paper-agency = Pwy gaiff weld?
paper-agency-missing = Dewiswch pwy gaiff weld
paper-category = Pa fathau o adroddiad?
paper-category-missing = Dewiswch o leiaf un math o adroddiad
paper-purpose = At ba ddiben?
paper-purpose-missing = Dewiswch o leiaf un diben
paper-until = Tan pryd?
paper-until-hint = Y diwrnod olaf, er enghraifft 31 3 2027
paper-until-missing = Rhowch y diwrnod olaf
paper-language = Ym mha iaith y cafodd ei roi?
paper-language-missing = Dywedwch ym mha iaith y cafodd ei roi
paper-file = Sgan neu lun o'r papur a lofnodwyd
paper-file-hint = PDF, JPEG neu PNG. Mae llun o ffôn yn ddigon, os gellir ei ddarllen.
paper-file-kept = Mae'r sgan a anfonwyd gennych wedi'i gadw: nid oes angen ei ddewis eto.
paper-file-here = Mae yma, a bydd yn cael ei gadw gyda'r cydsyniad.
paper-scan-missing = Dewiswch y sgan neu'r llun o'r papur
paper-preview = Gweld beth y mae'n ei newid
paper-check-title = Gwiriwch cyn ei gofnodi
paper-changes = Yr hyn y mae'r cydsyniad hwn yn ei newid
paper-changes-about = Cyfrifir yr adroddiadau y cewch chi eich hun wybod amdanynt.
paper-no-changes = Nid oes neb yn gweld mwy na llai nag yn awr.
paper-gains =
    { $n ->
        [one] Bydd { $who } yn gweld 1 adroddiad: { $kind }
        [two] Bydd { $who } yn gweld 2 adroddiad: { $kind }
       *[other] Bydd { $who } yn gweld { $n } adroddiad: { $kind }
    }
paper-loses =
    { $n ->
        [one] Ni fydd { $who } yn gweld 1 adroddiad mwyach: { $kind }
        [two] Ni fydd { $who } yn gweld 2 adroddiad mwyach: { $kind }
       *[other] Ni fydd { $who } yn gweld { $n } adroddiad mwyach: { $kind }
    }
paper-confirm = Cofnodi'r cydsyniad hwn
paper-change = Newid rhywbeth
ask-title = Gofyn i'r teulu am gydsyniad
ask-about = Mae'r teulu yn gweld hyn ar ei dudalen, ac yn ateb drwy gydsynio neu drwy ddweud "nid nawr". Nid yw gofyn yn rhoi dim i neb.
ask-own = Rydych yn gofyn ar ran eich asiantaeth eich hun. Cydlynwyr yr asiantaeth arweiniol sy'n gofyn ar ran eraill.
ask-agency = Pwy fyddai'n gweld?
ask-reads = Mae { $person } yn darllen: { $language }
ask-why = Pam, mewn geiriau plaen ac yn yr iaith y mae'r teulu yn ei darllen
ask-why-hint = Beth fyddech chi'n ei wneud ag ef, a beth fyddai'n anoddach hebddo.
ask-language = Ym mha iaith yr ysgrifennwyd hynny?
ask-language-missing = Dywedwch ym mha iaith yr ysgrifennwyd hynny
ask-why-missing = Dywedwch pam, heb fod yn fwy na 2,000 nod
ask-go = Gofyn i'r teulu
## Pages: who has looked

looked-title = Pwy sydd wedi edrych
looked-about = Pob tro yr agorodd neu y cymerodd rhywun adroddiad, y gwrthodwyd rhywun, neu y datganodd rhywun argyfwng. Y diweddaraf sydd gyntaf. Nid yw'r hyn a wnaethoch chi eich hun yma. Cofnodir hefyd eich bod yn edrych ar y dudalen hon.
looked-to-remarks = Cwestiynau ac atebion
looked-agency = Asiantaeth
looked-any-agency = Pob asiantaeth
looked-month = Mis
looked-any-month = Pob mis
looked-filter = Dangos y rhain
looked-none = Nid oes neb wedi edrych eto.
looked-none-here = Ni chofnodwyd dim ar gyfer yr asiantaeth a'r mis hyn.
looked-ask = Gofyn neu wrthwynebu
looked-pages = Tudalennau
looked-older = Cofnodion hŷn
looked-entry-title = Edrychodd rhywun
looked-entry-agency = Yr hyn y caiff yr asiantaeth { $agency } ei weld, a sut i'w atal
looked-entry-back = Yn ôl at bwy sydd wedi edrych
looked-who = Pwy
looked-what = Beth
looked-when = Pryd
looked-why = Pam
looked-said = Yr hyn a ddywedwyd am hyn
looked-ask-title = Gofyn am hyn, neu wrthwynebu
looked-who-unknown = Rhywun nad yw'n rhan o'r achos hwn
looked-who-staff = { $name }, { $role }, { $agency }
looked-who-family = { $name } ({ $role })
looked-what-opened = Agorwyd: { $report }
looked-what-taken = Cymerwyd copi seliedig ar gyfer eu hasiantaeth: { $report }
looked-what-refused = Gwrthodwyd yr hyn y gofynnwyd amdano: { $verb }
looked-what-refused-report = Gwrthodwyd yr hyn y gofynnwyd amdano: { $verb } – { $report }
looked-what-emergency = Datganwyd argyfwng
looked-what-emergency-ended = Daethpwyd ag argyfwng i ben
looked-what-scan = Gwelwyd y sgan o gydsyniad a lofnodwyd
looked-what-report = Gwelwyd adroddiad
looked-report-named = { $name } ({ $category })
looked-why-your-consent = Gwnaethoch chi gydsynio ar { $day }.
looked-why-consent-of = Gwnaeth { $name } gydsynio ar { $day }.
looked-why-consent = Gwnaeth rhywun a gaiff gydsynio hynny.
looked-why-own-report = Eu hasiantaeth eu hunain a ysgrifennodd yr adroddiad.
looked-why-family = Maent yn perthyn i'r teulu, neu'n helpu rhywun sy'n perthyn iddo.
looked-why-request = Roeddent wedi gwneud cais y mae'r gyfraith yn darparu ar ei gyfer.
looked-why-emergency = Roeddent wedi datgan argyfwng. Ymchwilir i hynny wedyn.
looked-why-written-down = Cofnodwyd y rheswm dros wneud hynny. Y rhai sy'n ymchwilio iddo wedyn sy'n ei ddarllen; ni ddangosir mohono yma. Gallwch ofyn i'r asiantaeth { $agency } amdano, neu i'r asiantaeth { $lead }, sy'n arwain yr achos.
looked-why-written-down-lead = Cofnodwyd y rheswm dros wneud hynny. Y rhai sy'n ymchwilio iddo wedyn sy'n ei ddarllen; ni ddangosir mohono yma. Gallwch ofyn i'r asiantaeth { $agency } amdano.
looked-why-law = Mae'r gyfraith yn caniatáu hynny, heb gydsyniad.
looked-why-role = Mae'n rhan o'u rôl.
looked-why-protocol = Yn ôl y cytundeb rhwng yr asiantaethau: { $title }
looked-why-purpose = At ba ddiben: { $purpose }

## Pages: remarks of a family

remark-title = Cwestiynau ac atebion
remark-about = Yr hyn a ofynnwyd neu a ddywedwyd gennych chi ac eraill o'r teulu, a'r atebion a gafwyd.
remark-none = Ni ofynnwyd ac ni ddywedwyd dim eto.
remark-kind = Beth hoffech chi ei wneud?
remark-kind-question = Cwestiwn
remark-kind-question-hint = Rydych am wybod rhywbeth.
remark-kind-objection = Gwrthwynebiad
remark-kind-objection-hint = Rydych chi'n credu na ddylai hyn fod wedi digwydd. I roi'r gorau i rannu ag asiantaeth, tynnwch y cydsyniad yn ôl.
remark-kind-comment = Sylw
remark-kind-comment-hint = Rydych am ychwanegu rhywbeth.
remark-kind-wrong = Mae hyn yn anghywir
remark-kind-wrong-hint = Nid yw rhywbeth yn yr adroddiad yn iawn, ac rydych chi'n gofyn am ei gywiro.
remark-choose-kind = Dewiswch yr hyn yr hoffech chi ei wneud
remark-text = Yn eich geiriau eich hun
remark-text-hint = 4,000 nod ar y mwyaf. Cewch ysgrifennu yn Gymraeg neu yn Saesneg.
remark-written-in = Iaith yr hyn yr wyf wedi ei ysgrifennu
remark-bad-text = Ysgrifennwch ddim mwy na { $most } nod
remark-no-text = Ysgrifennwch yr hyn yr hoffech ei ddweud
remark-who-reads = Pwy fydd yn ei ddarllen: yr asiantaeth y mae hyn yn sôn amdani, cydlynwyr yr asiantaeth sy'n arwain yr achos, a'r rhai o'r teulu sydd hefyd â hawl i'w weld.
remark-send = Anfon
remark-not-answered = Heb ei ateb eto
remark-answered-by = Ateb gan { $name }, { $agency }
remark-about-report = Am yr adroddiad: { $report }
remark-about-look = Am yr hyn a wnaeth { $name } ar { $moment }
remark-about-entry = Am y cofnod ar { $moment }
remark-staff-title = Yr hyn y mae'r teulu'n ei ofyn
remark-staff-about = Cwestiynau, gwrthwynebiadau a sylwadau'r teulu i'ch asiantaeth chi eu hateb. Atebir pob un unwaith, ac mae'r teulu'n darllen yr ateb.
remark-staff-back = Yn ôl i'r achos
remark-answer = Eich ateb
remark-answer-hint = Mewn geiriau syml, i'r teulu. 4,000 nod ar y mwyaf.
remark-answer-send = Anfon yr ateb

## Pages: reports for the family

report-family-title = Adroddiadau i chi
report-family-none = Nid oes adroddiad yma a ysgrifennwyd i chi.
report-family-for-the-child = I'r plentyn neu'r person ifanc
report-family-older = Fersiwn hŷn
report-family-older-about = Mae fersiwn mwy newydd wedi cymryd lle'r un hwn.
report-family-companion = Mae fersiwn o'r adroddiad hwn ar gyfer y plentyn neu'r person ifanc
report-family-full = Ar gyfer y plentyn neu'r person ifanc yr ysgrifennwyd hwn. Yr adroddiad cyfan:
report-family-full-untold = Ar gyfer y plentyn neu'r person ifanc yr ysgrifennwyd hwn. Ni allwch weld yr adroddiad cyfan.
report-family-others = Mae yma hefyd adroddiadau a ysgrifennwyd ar gyfer gweithwyr proffesiynol yn unig. Gofynnwch i'r asiantaeth am fersiwn wedi'i ysgrifennu i chi.
report-family-back = Yn ôl i'r adroddiadau
report-family-sent = Anfonwyd gan, yn eu geiriau eu hunain: { $name }, { $agency }
report-family-wrote = { $name }, { $agency }
report-family-file = Ffeil
report-family-for = I bwy
report-family-language = Iaith
report-family-author = Pwy a'i hysgrifennodd
report-family-came = Pryd y daeth
report-family-status = Pa mor derfynol ydyw
report-family-version = fersiwn { $version }
report-family-open = Lawrlwytho'r adroddiad
report-family-size = { $kilobytes ->
    [one] Maint y ffeil yw 1 cilobeit.
    [two] Maint y ffeil yw 2 gilobeit.
    [few] Maint y ffeil yw 3 chilobeit.
    [many] Maint y ffeil yw 6 chilobeit.
   *[other] Maint y ffeil yw { $kilobytes } cilobeit.
    }
report-family-code = Mae wedi'i nodi'n sensitif, felly byddwch yn gyntaf yn dangos eto mai chi sydd yno.
report-family-not-open = Gallwch weld bod yr adroddiad hwn yma, ond nid ei agor.
report-family-said = Yr hyn a ddywedwyd am yr adroddiad hwn
report-family-say = Dweud rhywbeth am yr adroddiad hwn

## Pages: helpers

helper-title = Cynorthwywyr
helper-about = Gall eiriolwr neu gyfaill eich helpu. Nid yw cynorthwyydd byth yn penderfynu drosoch, byth yn defnyddio eich manylion mewngofnodi, a byth yn gweld mwy na chi. Gallwch ddod â hyn i ben unrhyw bryd, ar unwaith.
helper-none = Nid oes neb wedi'i enwi ar hyn o bryd.
helper-is = Yn helpu fel
helper-help = Beth y caiff ei wneud
helper-named-by = Wedi'i enwi gan
helper-named-by-you = Chi
helper-named-by-lead = Yr asiantaeth sy'n arwain yr achos
helper-until = Diwrnod olaf
helper-until-hint = O fewn deuddeg mis, er enghraifft 31 3 2027
helper-end = Dod â hyn i ben nawr
helper-new = Enwi cynorthwyydd
helper-who = Pwy ydyw?
helper-who-hint = I rywun sydd wedi helpu o'r blaen, mae'r enw, y mewngofnodi a'r iaith yn aros fel y maent.
helper-somebody-new = Rhywun newydd
helper-name = Ei enw
helper-address = Yr enw y bydd yn mewngofnodi ag ef
helper-address-hint = Ei gyfeiriad e-bost, fel arfer. Nid anfonir dim ato.
helper-language = Ei iaith
helper-standing = Sut mae'n eich adnabod?
helper-advocate-hint = O wasanaeth eirioli neu bartneriaeth.
helper-case-friend-hint = Perthynas neu ffrind rydych chi'n ymddiried ynddo.
helper-how-far = Beth y caiff ei wneud?
helper-help-help-me-decide = Fy helpu i benderfynu
helper-help-me-decide-hint = Mae'n gweld pwy sydd ar yr achos, beth y cydsyniwyd iddo, a pha adroddiadau sydd. Nid yw'n agor unrhyw adroddiad.
helper-help-see-what-i-see = Gweld yr hyn rwy'n ei weld
helper-see-what-i-see-hint = Caiff hefyd agor yr adroddiadau y cewch chi eu hagor, a gweld pwy sydd wedi edrych.
helper-send = Enwi'r cynorthwyydd hwn
helper-bad-name = Rhowch ei enw
helper-bad-address = Rhowch yr enw y bydd yn mewngofnodi ag ef
helper-long-name = Rhowch enw byrrach, heb fod yn fwy na { $most } nod
helper-long-address = Rhowch enw byrrach i fewngofnodi ag ef, heb fod yn fwy na { $most } nod
helper-choose-language = Dewiswch ei iaith
helper-choose-standing = Dewiswch sut mae'n eich adnabod
helper-choose-help = Dewiswch beth y caiff ei wneud
helper-no-end = Rhowch y diwrnod olaf y dylai helpu
helper-too-long = Rhowch ddiwrnod olaf o fewn deuddeg mis
helper-code-title = Y cod i'ch cynorthwyydd
helper-code-once = Mae'r llythyr isod i { $name }. Dim ond unwaith y dangosir ei god: argraffwch y llythyr neu ysgrifennwch y cod, a'i roi eich hun.
helper-code-name = Teipiwch yr enw y cytunwyd y byddwch yn mewngofnodi ag ef: { $address }
helper-code-then = Dewiswch gyfrinair, ac ail ffordd o brofi mai chi sydd yno.
helper-code-account = Os ydych eisoes yn defnyddio'r gwasanaeth hwn ar ran teulu arall, peidiwch ag ymuno o'r newydd: mewngofnodwch fel arfer, a rhowch y cod hwn ar eich tudalen gartref yno. Os ydych yn ei ddefnyddio yn eich gwaith, nid yw'r cod hwn o ddefnydd i chi: gofynnwch i'r sawl a roddodd y llythyr hwn i chi eich enwi o'r newydd ag enw mewngofnodi arall, un sy'n eiddo i chi'n unig.
helper-code-back = Yn ôl at y cynorthwywyr
helping-home = Mae rhywun wedi eich enwi'n gynorthwyydd.
helping-home-go = Rhowch y cod a roddwyd i chi
helping-title = Y cod gan y person a'ch enwodd
helping-about = Mae rhywun o deulu am i chi helpu fel eiriolwr neu ffrind. Mae cod ar eich cyfer gan y person hwnnw. Gydag ef, byddwch yn dod o hyd i'r achos ar eich tudalen gartref, wrth ymyl yr hyn sydd yno nawr.
helping-code = Cod
helping-code-hint = Pedwar grŵp o bedair llythyren a rhif. Os nad oes gennych un, gofynnwch i'r person sydd am gael eich help. Os na wyddoch pwy yw hwnnw, gadewch i hyn fod: heb y cod nid oes dim yn digwydd.
helping-code-missing = Rhowch y cod
helping-code-wrong = Mae'r cod yn anghywir, wedi'i ddefnyddio, yn rhy hen neu ddim ar gyfer eich cyfrif chi, neu mae'r cymorth wedi dod i ben. Gwiriwch ef gyda'r person a'ch enwodd, neu gofynnwch am un newydd
helping-already = Rydych yn perthyn i'r achos hwn fel arall eisoes, ac rydych yn aros felly. Dywedwch wrth y person a'ch enwodd
helping-told = Ar ôl i chi ei roi, bydd y teulu hwnnw yn eich gweld o dan enw eich cyfrif. Nid yw'n dysgu dim am unrhyw deulu arall.
helping-go = Helpu
## Problems: factors and accounts

problem-password-wrong = Nid yw'r cyfrinair yn gywir
problem-password-wrong-detail = Nid yw'r cyfrinair presennol yn gywir. Teipiwch yr un y gwnaethoch fewngofnodi ag ef.
problem-reset-not-asked = Mae angen ail berson
problem-reset-not-asked-detail = Mae'r person hwn eisoes wedi ymuno, felly mae dau berson yn ailosod y ffordd y mae'n mewngofnodi: un yn gofyn, ac un arall yn gwneud y cod newydd o fewn tri diwrnod. Nid oes neb wedi gofyn eto, neu mae gormod o amser wedi mynd heibio.
problem-reset-same-person = Rhaid i rywun arall gadarnhau
problem-reset-same-person-detail = Chi ofynnodd am hyn, felly ni allwch chi ei gadarnhau hefyd. Gofynnwch i gydweithiwr sy'n cael gwneud hyn ei gadarnhau.
problem-reset-one-hand = Mae'r ddau ohonoch yn cyfrif fel un
problem-reset-one-hand-detail = Daeth un ohonoch i mewn â llythyr a wnaeth y llall, neu daeth y ddau ohonoch â llythyrau o'r un llaw. Gallai'r sawl a'u gwnaeth fod wedi dod i mewn fel y naill neu'r llall, felly mae angen rhywun arall. Gofynnwch i weinyddwr arall yn eich asiantaeth. Os nad oes un, gofynnwch i weithredwr y porth hwn: mae'n cadarnhau pan fo'n ymwneud â gweinyddwr, ac mae gweinyddwr sydd wedi cael llythyr newydd oddi wrth y gweithredwr yn cyfrif fel ail berson o hynny ymlaen.
problem-reset-one-hand-family = Mae'r ddau ohonoch yn cyfrif fel un
problem-reset-one-hand-family-detail = Yr un person a wnaeth y llythyrau y daethoch chi a'r cydweithiwr a ofynnodd i mewn â nhw, neu gwnaeth un ohonoch lythyr y llall. Gallai fod wedi dod i mewn fel y naill neu'r llall ohonoch, felly mae angen rhywun arall. Gofynnwch i gydlynydd arall yn eich asiantaeth, neu i ddau weinyddwr yn eich asiantaeth roi llythyr newydd i un ohonoch.
problem-account-made-elsewhere = Gwnaed y cyfrif hwn yn rhywle arall
problem-account-made-elsewhere-detail = Nid mewn achos sy'n perthyn i'ch asiantaeth chi y gwnaed cyfrif y person hwn, felly ni ellir gwneud ei lythyr yma. Gofynnwch i'r sawl a'i gwahoddodd gyntaf, neu i weithredwr y porth.
problem-reset-own = Nid i chi eich hun
problem-reset-own-detail = Mae dau berson arall yn ailosod y ffordd rydych chi'n mewngofnodi. Tra gallwch fewngofnodi, newidiwch hi ar dudalen eich cyfrif.
problem-passkey-refused = Ni dderbyniwyd yr allwedd fynediad honno
problem-passkey-refused-detail = Nid yw'r allwedd fynediad yn hysbys yma, neu nid atebodd fel y dylai. Nid ydym yn dweud pa un. Rhowch gynnig arall arni, neu mewngofnodwch â'ch cyfrinair a chod.
problem-passkey-not-made = Ni wnaed yr allwedd fynediad
problem-passkey-not-made-detail = Ni wnaeth eich ffôn neu'ch cyfrifiadur allwedd fynediad y gellir ei defnyddio yma: rhaid iddo wirio eich olion bysedd, eich wyneb neu'ch PIN. Rhowch gynnig arall arni, neu dewiswch ffordd arall.
problem-passkey-last = Dyma eich unig ffordd i mewn
problem-passkey-last-detail = Heb yr allwedd fynediad hon ni allech fewngofnodi mwyach. Gwnewch un arall, neu mynnwch gerdyn printiedig yn gyntaf; yna tynnwch hi.

## Pages: joining

join-title = Ymuno gan ddefnyddio eich llythyr
join-step = Cam { $n } o { $of }
join-lead = Bydd angen y llythyr a anfonwyd atoch.
join-code = Y cod ar eich llythyr
join-code-hint = 16 o lythrennau a rhifau. Nid oes gwahaniaeth rhwng priflythrennau a llythrennau bach.
join-code-missing = Rhowch y cod sydd ar eich llythyr
join-code-wrong = Nid yw'r cod a'r enw yn perthyn i'w gilydd, neu mae'r cod wedi'i ddefnyddio neu'n rhy hen. Gwiriwch y ddau; os ydynt yn gywir, gofynnwch am lythyr newydd.
join-too-late = Mae gormod o amser wedi mynd heibio ers i chi ddechrau, neu mae'r cod hwn wedi'i ddefnyddio. Rhowch y cod sydd ar eich llythyr eto.
join-address = Yr enw y cytunwyd y byddwch yn mewngofnodi ag ef
join-address-hint = Eich cyfeiriad e-bost fel arfer. Nid yw ar y llythyr.
join-address-missing = Rhowch yr enw y cytunwyd y byddwch yn mewngofnodi ag ef
join-helped = Mae rhywun yn fy helpu
join-helped-hint = Mae hynny'n iawn. Rydym yn ei nodi.
join-have-account = Rwyf wedi ymuno eisoes: mewngofnodi
join-password-title = Dewis cyfrinair
join-password = Cyfrinair newydd
join-password-hint = O leiaf 12 o nodau. Tri neu bedwar gair na fyddai neb arall yn eu rhoi gyda'i gilydd sydd orau.
join-factor-title = Dewis sut i brofi mai chi sydd yno
join-factor = O ble y dylai eich codau ddod?
join-factor-which = Beth hoffech ei ddefnyddio?
join-factor-totp = Ap ar fy ffôn
join-factor-totp-hint = Mae'n dangos cod newydd o chwe digid bob hanner munud.
join-factor-card = Cerdyn printiedig
join-factor-card-hint = Dalen â 60 o godau i'w chadw gartref. Bydd angen argraffydd, ond nid oes angen ffôn.
join-factor-passkey = Allwedd fynediad ar y ffôn neu'r cyfrifiadur hwn
join-factor-passkey-hint = Eich olion bysedd, eich wyneb neu'ch PIN sy'n eich gadael i mewn. Nid oes cod i'w deipio.
join-factor-none = Dewiswch beth hoffech ei ddefnyddio
join-factor-missing = Dewiswch o ble y dylai eich codau ddod
join-totp-title = Gosod eich ap dilysu
join-totp-open = Agorwch yr ap dilysu ar eich ffôn a dewiswch ychwanegu cyfrif.
join-totp-scan = Os yw'r dudalen hon ar sgrin arall, pwyntiwch gamera'r ffôn at y sgwâr isod. Ar yr un ffôn, dilynwch y ddolen yn lle hynny. Neu teipiwch yr allwedd.
join-totp-here = Ar y ffôn hwn: agor eich ap
join-totp-type = Teipiwch y chwe digid y mae'r ap yn eu dangos wedyn.
join-totp-square = Cod sgwâr ar gyfer camera eich ap dilysu
join-totp-key = Yr allwedd, i'w theipio:
join-card-title = Argraffu eich cerdyn codau
join-card-lead = Argraffwch y dudalen hon nawr: ar ôl ichi fynd ymlaen, ni ellir dangos y codau eto. Os na allwch argraffu, ysgrifennwch nhw, neu dewiswch ffordd arall.
join-card-print = Argraffu'r cerdyn
join-card-caption = Eich cerdyn codau Porthor
join-card-keep = Cadwch y cerdyn hwn mewn man lle na all neb ond chi ddod o hyd iddo. Mae pob cod yn gweithio unwaith. Ni fydd neb byth yn eich ffonio i ofyn am un.
join-card-code = Y cod yn rhes a cholofn { $position } ar eich cerdyn newydd
join-card-code-hint = Y llythyren yw'r rhes, y rhif yw'r golofn.
join-passkey-title = Gwneud allwedd fynediad
join-passkey-lead = O hynny ymlaen, eich olion bysedd, eich wyneb neu'ch PIN sy'n eich gadael i mewn. Nid ydym byth yn eu gweld.
join-passkey-name = Beth i'w galw (dewisol)
join-passkey-name-hint = Er enghraifft: fy ffôn.
join-passkey-make = Gwneud yr allwedd fynediad
join-passkey-without = Ni all y porwr hwn wneud allweddi mynediad, neu mae ei sgript wedi'i diffodd. Dewiswch ffordd arall; gallwch wneud allwedd fynediad yn nes ymlaen, ar dudalen eich cyfrif.
join-passkey-failed = Ni wnaed allwedd fynediad: ni weithiodd, neu cafodd ei atal. Rhowch gynnig arall arni.
join-passkey-there = Mae allwedd fynediad gennych ar y ffôn neu'r cyfrifiadur hwn eisoes. Nid oes angen ail un arno.
join-finish = Gwirio'r cod a gorffen
join-another = Dewis ffordd arall

## Pages: letters

letter-title = Llythyr i'w argraffu
letter-once = Dim ond unwaith y dangosir y cod. Argraffwch y llythyr, neu ysgrifennwch y cod, cyn gadael y dudalen hon. Mae unrhyw god cynharach wedi dod i ben.
letter-print = Argraffu'r llythyr
letter-back = Yn ôl
letter-heading = Eich cod i ymuno
letter-lead = Mae { $from } yn eich gwahodd i ymuno â Porthor, gwasanaeth diogel sy'n cadw adroddiadau ac yn dangos pwy sydd â hawl i'w gweld.
letter-go = Ar ffôn neu gyfrifiadur, ewch i'r cyfeiriad hwn:
letter-type = Teipiwch y cod hwn yno. Gall camera ffôn ei gopïo o'r sgwâr.
letter-square = Yr un cod, ar gyfer camera
letter-name = Teipiwch yr enw y cytunwyd y byddwch yn mewngofnodi ag ef. Nid yw yn y llythyr hwn.
letter-until = Mae'r cod yn gweithio unwaith, hyd at { $day }.
letter-ring = Os oes angen help arnoch, neu os nad oes gennych gyfrifiadur na ffôn, ffoniwch { SOFT($from) } ar { $number }. Gallwch wneud popeth ar bapur hefyd.
letter-never = Ni fydd neb byth yn eich ffonio i ofyn am y cod hwn nac am eich cyfrinair.
letter-make = Gwneud y llythyr
letter-ring-label = Rhif ffôn ar gyfer help
letter-ring-hint = Caiff ei argraffu ar y llythyr ac nid yw'n cael ei gadw yn unman.
letter-ring-wrong = Rhowch rif ffôn y gall y teulu ei ffonio, mewn digidau
family-letter-title = Llythyr at { $name }
family-letter-back = Yn ôl i'r achos
family-letter-waiting = Nid ydynt wedi ymuno eto. Mae cod newydd ar lythyr newydd, sy'n ddilys am 14 diwrnod; daw cod unrhyw lythyr cynharach i ben ar unwaith.
family-letter-joined = Maent wedi ymuno eisoes. Os ydynt wedi colli eu cyfrinair, eu ffôn neu eu cerdyn, mae dau gydlynydd yn gadael iddynt ymuno o'r newydd: un yn gofyn, ac un arall yn gwneud y llythyr.
reset-ask = Gofyn i gydweithiwr gadarnhau
reset-mine = Rydych wedi gofyn am lythyr newydd. Mae gan gydweithiwr sy'n cael gwneud hyn dri diwrnod i'w gadarnhau, ar yr un dudalen hon.
reset-asked = Gofynnodd { $by } am lythyr newydd ar { $at }.
reset-check = Gwnewch yn siŵr mai gan y person ei hun y daw'r cais: ewch i'w weld, neu ffoniwch ef ar rif rydych yn ei adnabod. Gyda'r cod yn y llythyr gall rhywun ddod i mewn yn ei enw.

## Pages: the account

account-title = Eich cyfrif
account-done = Wedi'i wneud
account-done-password = Mae eich cyfrinair wedi'i newid.
account-done-factor = Daw eich codau o'r lle newydd. Nid yw'r hyn oedd gennych o'r blaen yn gweithio mwyach.
account-done-sessions = Wedi allgofnodi yno.
account-done-device = Ni all y ddyfais fewngofnodi mwyach.
account-done-passkey = Mae'r allwedd fynediad wedi'i gwneud. Gallwch fewngofnodi â hi o hyn ymlaen.
account-done-passkey-removed = Ni allwch fewngofnodi â'r allwedd fynediad honno mwyach. Rydych wedi'ch allgofnodi ym mhob man arall.
account-helped = Dywedoch fod rhywun yn eich helpu. Pan fyddwch yn mynd ymlaen ar eich pen eich hun, allgofnodwch a mewngofnodwch eto.
account-name = Enw
account-role = Rôl
account-agency = Asiantaeth
account-password-kept = Wedi'i gadw ar ffurf na all neb ei darllen
account-password-change = Newid y cyfrinair
account-second = Eich codau
account-card-left = { $n ->
    [zero] Nid oes cod ar ôl arno.
    [one] Mae un cod ar ôl arno.
    [two] Mae dau god ar ôl arno.
   *[other] Mae { $n } o godau ar ôl arno.
}
account-totp = O ap dilysu
account-card = O gerdyn printiedig.
account-second-change = Newid o ble maent yn dod
account-card-new = Cael cerdyn newydd, neu newid i ap
account-language = Iaith
account-sessions = Lle rydych wedi mewngofnodi
account-sessions-lead = Os nad ydych yn adnabod un o'r rhain, rhowch ddiwedd arno a newidiwch eich cyfrinair.
account-browser = Porwr
account-session-present = Yma, nawr
account-session-helped = Gyda help
account-session-proved = Dangosoch ddiwethaf mai chi oedd yno ar { $moment }: { $factor }
account-session-end = Rhoi diwedd arno
account-since = Ers { $moment }
account-sessions-end = Rhoi diwedd ar bob un arall
account-devices = Dyfeisiau â'r llinell orchymyn
account-device-end = Tynnu
account-codes-none = Nid oes gennych godau: allwedd fynediad yw eich ffordd i mewn.
account-codes-get = Cael cerdyn printiedig, neu osod ap
account-passkeys = Eich allweddi mynediad
account-passkeys-lead = Gydag allwedd fynediad, eich olion bysedd, eich wyneb neu'ch PIN ar eich ffôn neu'ch cyfrifiadur sy'n eich gadael i mewn, heb gyfrinair na chod.
account-passkeys-card = Os collwch eich ffôn, collir yr allwedd fynediad sydd arno hefyd. Mynnwch gerdyn printiedig yn ogystal, a'i gadw gartref.
account-passkey-used = Defnyddiwyd ddiwethaf { $moment }
account-passkey-unused = Heb ei defnyddio eto
account-passkey-remove = Tynnu
account-passkey-add = Gwneud allwedd fynediad
account-password-title = Newid eich cyfrinair
account-others-end = Byddwch yn aros wedi mewngofnodi yma. Byddwch yn cael eich allgofnodi ym mhobman arall.
account-password-present = Eich cyfrinair presennol
account-password-new = Cyfrinair newydd
account-password-save = Newid y cyfrinair
account-factor-title = Lle newydd ar gyfer eich codau
account-factor-lead = Bydd yr hyn sydd gennych nawr yn dal i weithio nes i chi brofi'r un newydd. Yna daw i ben, a byddwch yn cael eich allgofnodi ym mhobman arall.
account-factor-too-late = Mae gormod o amser wedi mynd heibio ers i chi ddechrau. Dewiswch eto.

## Pages: one's agency

agency-live = Cyflwr
agency-live-yes = Yn weithredol
agency-live-no = Ddim yn weithredol eto
agency-live-needs = Daw asiantaeth yn weithredol unwaith y bydd dau o'i gweinyddwyr wedi ymuno.
agency-go-live = Dod yn weithredol
agency-recipient = Allwedd ar gyfer copïau seliedig (age)
agency-recipient-none = Dim: ni ellir selio adroddiadau i'r asiantaeth eto.
agency-recipient-set = Gosod yr allwedd
agency-recipient-lead = Caiff copïau seliedig o adroddiadau eu hamgryptio i'r derbynnydd hwn, a dim ond y sawl sy'n dal yr hunaniaeth iddo sy'n eu hagor. Rhowch y derbynnydd yma, byth yr hunaniaeth.
agency-recipient-present = Ar hyn o bryd:
agency-recipient-new = Derbynnydd newydd
agency-recipient-hint = Mae'n dechrau gydag age1 a chaiff ei argraffu gan age-keygen.
agency-recipient-wrong = Rhowch dderbynnydd age: mae'n dechrau gydag age1, ac nid yr allwedd gyfrinachol ydyw
agency-recipient-save = Cadw'r derbynnydd hwn
agency-people = Pobl
agency-invite = Gwahodd rhywun
agency-invite-lead = Byddwch yn cael llythyr â chod untro i'w drosglwyddo. Dywedwch wrthynt eich hun pa enw y maent yn mewngofnodi ag ef: nid yw ar y llythyr.
agency-state = Cyfrif
agency-state-invited = Wedi'i wahodd, heb ymuno eto
agency-state-enrolled = Wedi ymuno
agency-state-left = Wedi gadael
agency-reset-waits = Ailosod i'w gadarnhau
agency-more = Rhagor
agency-all = Asiantaethau
agency-all-lead = Y llinell orchymyn sy'n cofrestru asiantaeth ac yn gwahodd ei gweinyddwyr cyntaf. Unwaith y bydd yn fyw, hi ei hun sy'n gofalu am ei phobl.
agency-address = Yr enw y byddant yn mewngofnodi ag ef
agency-address-hint = Eu cyfeiriad e-bost gwaith fel arfer
agency-language = Iaith y llythyr a'u tudalennau
agency-name-missing = Rhowch eu henw
agency-address-missing = Rhowch yr enw y byddant yn mewngofnodi ag ef
agency-address-wrong = Rhowch enw mewngofnodi heb fylchau, megis cyfeiriad e-bost
agency-role-missing = Dewiswch eu rôl
agency-language-missing = Dewiswch iaith
agency-letter = Llythyr
agency-letter-waiting = Nid ydynt wedi ymuno eto. Mae cod newydd ar lythyr newydd, a daw'r cod cynharach i ben ar unwaith.
agency-reset = Ailosod sut y maent yn mewngofnodi
agency-reset-lead = Ar gyfer rhywun sydd wedi colli cyfrinair, ffôn neu gerdyn. Mae dau weinyddwr yn ei wneud gyda'i gilydd: un yn gofyn, ac un arall yn gwneud y llythyr. Nes iddynt ymuno o'r newydd, nid oes dim yn newid iddynt.
agency-reset-own = Chi yw hwn. Mae dau berson arall yn ailosod sut rydych chi'n mewngofnodi; gallwch ei newid ar dudalen eich cyfrif.
agency-leave = Tynnu o'r asiantaeth
agency-leave-title = Tynnu { $name } o'r asiantaeth
agency-leave-lead = Cânt eu hallgofnodi ym mhobman ar unwaith, torrir lawrlwythiadau sydd ar y gweill, ac ni allant ddod i mewn eto. Mae'r hyn a wnaethant yn aros yn y cofnod.
## Tudalennau: cartref teulu a'r cylch rhannu

family-you = chi
family-home-title = Eich teulu
family-home-title-young-person = Amdanoch chi
family-home-title-supporter = Y rhai rydych yn eu helpu
family-home-since = Beth sy'n newydd ers { $moment }, pan wnaethoch chi fewngofnodi ddiwethaf.
family-home-none = Nid ydych yn perthyn i achos yma. Os ydych yn meddwl y dylech chi, gofynnwch i gydlynydd yr achos.
family-home-closed = Nid oes dim y cewch chi ei weld yma ar hyn o bryd:
family-home-asks = Angen eich ateb
family-home-news = Beth sy'n newydd
family-home-no-news = Nid oes dim byd newydd.
family-home-give = Gadael i rywun weld adroddiadau
family-home-more = Popeth arall
family-home-circle = Pwy sy'n cael gweld beth, a pham
family-home-consents = Cydsyniadau
family-home-reports = Adroddiadau
family-home-looked = Pwy sydd wedi edrych
family-home-remarks = Cwestiynau ac atebion
family-home-helpers = Pobl sy'n helpu
family-back-home = Yn ôl i'r dechrau
family-back-circle = Yn ôl at bwy sy'n cael gweld beth
family-new-reports = { $n ->
    [one] Un adroddiad newydd i chi
   *[other] { $n } adroddiad newydd i chi
}
family-new-agency = Mae'r asiantaeth { $agency } wedi ymuno, neu mae ganddi rywun newydd ar yr achos
family-new-opened = { $n ->
    [one] Agorwyd adroddiad unwaith
    [two] Agorwyd adroddiadau ddwywaith
    [few] Agorwyd adroddiadau deirgwaith
    [many] Agorwyd adroddiadau chwe gwaith
   *[other] Agorwyd adroddiadau { $n } o weithiau
}
family-new-emergency = Argyfwng: datganodd { $person } o'r asiantaeth { $agency } argyfwng ar { $moment }, ac roedd modd gweld wedyn yr hyn nad yw cydsyniad yn ei agor. Edrychwch beth a agorwyd, a gofynnwch amdano.
family-new-refused = { $n ->
    [one] Gwrthodwyd yr hyn y gofynnodd rhywun amdano, unwaith
    [two] Gwrthodwyd yr hyn y gofynnodd rhywun amdano, ddwywaith
    [few] Gwrthodwyd yr hyn y gofynnodd rhywun amdano, deirgwaith
    [many] Gwrthodwyd yr hyn y gofynnodd rhywun amdano, chwe gwaith
   *[other] Gwrthodwyd yr hyn y gofynnodd rhywun amdano, { $n } o weithiau
}
family-new-withdrawn = { $n ->
    [one] Tynnodd rhywun arall gydsyniad yn ôl
   *[other] Tynnwyd { $n } cydsyniad yn ôl gan rywun arall
}
family-new-answer-question = Mae'r asiantaeth { $agency } wedi ateb eich cwestiwn
family-new-answer-objection = Mae'r asiantaeth { $agency } wedi ateb eich gwrthwynebiad
family-new-answer-comment = Mae'r asiantaeth { $agency } wedi ateb eich sylw
family-new-answer-wrong = Mae'r asiantaeth { $agency } wedi ateb yr hyn a ddywedoch sy'n anghywir mewn adroddiad
family-ask-ended = Daeth yr hyn y câi { $whom } ei weld drwy gydsyniad { $person } i ben ar { $day }.
family-ask-ending = Daw'r hyn y caiff { $whom } ei weld drwy gydsyniad { $person } i ben ar { $day }.
family-ask-reconsent = Y person ifanc sy'n penderfynu bellach. Nid yw cydsyniad { $person } ar gyfer { $whom } yn agor dim nes iddo gael ei roi o'r newydd.
family-ask-ended-yours = Daeth yr hyn y câi { $whom } ei weld drwy eich cydsyniad chi i ben ar { $day }.
family-ask-ending-yours = Daw'r hyn y caiff { $whom } ei weld drwy eich cydsyniad chi i ben ar { $day }.
family-ask-reconsent-yours = Y person ifanc sy'n penderfynu bellach. Nid yw eich cydsyniad chi ar gyfer { $whom } yn agor dim nes i'r person ifanc roi ei gydsyniad ei hun.
family-ask-of-age = Bydd { $child } yn { $years } oed ar { $day } ac yn penderfynu o hynny ymlaen. Daw'r cydsyniadau a roesoch chi i ben yn fuan wedyn; trafodwch nhw gyda'ch gilydd.
family-ask-decide = Penderfynu
family-ask-look = Edrych ar y cydsyniadau
family-report-kind = { $category }, oddi wrth { SOFT($agency) }, { $day }
family-report-named = { $category }, oddi wrth { SOFT($agency) }, { $day } ({ $file })
family-report-untold = Adroddiad
family-circle-title = Pwy sy'n cael gweld beth am { $child }
family-circle-lead = Mae pawb yma yn gweithio gyda chi. Dim ond yr hyn y mae cydsyniad, y gyfraith neu argyfwng yn ei ganiatáu y mae pob un yn ei weld. Dewiswch un i weld pam.
family-circle-picture = { $child } yn y canol, a'r asiantaethau o gwmpas
family-circle-picture-about = Mae llinell yn cysylltu pob asiantaeth â'r canol ac yn dangos pam y caiff weld adroddiadau. Mae'r rhif yn dangos faint ohonynt sydd. Mae'r tabl isod yn dweud yr un peth.
family-circle-table = Yr un peth fel tabl
family-circle-untold = Nid yw adroddiadau nad ydynt wedi'u gorffen yn cael eu cyfrif: neb ond eu hawdur sy'n eu gweld.
family-line-consent = drwy gydsyniad
family-line-law = drwy'r gyfraith
family-line-emergency = mewn argyfwng
family-line-none = yn gweld dim ond ei gwaith ei hun
family-column-agency = Asiantaeth
family-column-sees = Beth y caiff hi ei weld
family-column-why = Pam
family-sees = { $all ->
    [one] Yr unig adroddiad sydd yma
   *[other] { $some } o { $all } adroddiad
}
family-sees-nothing = { $all ->
    [0] Dim: nid oes adroddiad eto
    [one] Nid yr unig adroddiad sydd yma
   *[other] Dim un o'r { $all } adroddiad
}
family-sees-count = { $some } o { $all }
family-by-consent = { $n ->
    [one] un adroddiad drwy gydsyniad
   *[other] { $n } adroddiad drwy gydsyniad
}
family-by-law = { $n ->
    [one] un adroddiad drwy'r gyfraith
   *[other] { $n } adroddiad drwy'r gyfraith
}
family-by-emergency = { $n ->
    [one] un adroddiad mewn argyfwng
   *[other] { $n } adroddiad mewn argyfwng
}
family-by-own = { $n ->
    [one] un adroddiad a ysgrifennodd hi ei hun
   *[other] { $n } adroddiad a ysgrifennodd hi ei hun
}
family-by-nothing = Nid oes dim yn gadael iddi weld yr un
family-why-own = Ei gwaith ei hun yw hwn.
family-why-family = Drwy eu hawl eu hunain, fel un o'r teulu.
family-why-consent = Drwy gydsyniad: cytunodd { $person } ar { $day }, hyd { $until }.
family-why-consent-yours = Drwy eich cydsyniad chi: cytunoch chi ar { $day }, hyd { $until }.
family-why-request = Drwy'r gyfraith: gofynnodd { $agency } amdano ar { $day } ({ $statute }).
family-why-law = Drwy'r gyfraith: { $statute }.
family-why-emergency = Mewn argyfwng a ddatganwyd gan { $person }. Daw i ben ar { $moment }, ac ymchwilir i hynny wedyn.
family-agency-title = Beth y caiff { $agency } ei weld am { $child }
family-agency-vetoed = Mae eich teulu yn cadw'r asiantaeth hon draw. Nid yw'n gweld dim cyhyd ag y bydd hynny'n parhau.
family-agency-objected = Mae rhywun o'ch teulu yn gwrthwynebu'r asiantaeth hon. Nid yw'n gweld dim sy'n dibynnu ar gydsyniad cyhyd ag y bydd hynny'n parhau.
family-agency-people = Pwy sy'n gweithio ar yr achos yno
family-agency-nobody = Nid oes neb o'r asiantaeth hon wedi'i enwi ar yr achos.
family-agency-open = Adroddiadau y caiff hi eu gweld, a pham
family-agency-none-open = Dim un.
family-agency-closed = Adroddiadau na chaiff hi eu gweld, a beth fyddai'n gorfod newid
family-agency-none-closed = Dim un.
family-reason-vetoed = Mae eich teulu'n eu cadw draw.
family-reason-vetoed-remedy = Gall eich teulu eu gadael i mewn eto.
family-reason-objection = Mae rhywun o'ch teulu yn gwrthwynebu rhannu â nhw.
family-reason-objection-remedy = Gall eich teulu dynnu'r gwrthwynebiad yn ôl.
family-agency-agreements = Cytundebau rhwng yr asiantaethau
family-agreement-terms = Mewn grym ers { $starts }, tan { $last }. Bydd yr asiantaethau'n edrych arno eto erbyn { $review }.
family-agreement-terms-open = Mewn grym ers { $starts }. Bydd yr asiantaethau'n edrych arno eto erbyn { $review }.
family-agreement-receives = Yr hyn y gellir ei roi i'r asiantaeth { $agency }
family-agreement-gives = Yr hyn y gall yr asiantaeth { $agency } ei roi i eraill
family-agreement-from = oddi wrth: { $party }. { $trigger }.
family-agreement-to = at: { $party }. { $trigger }.
family-agreement-refusal = Os nad ydych yn cytuno:
family-agreement-signed-by = Llofnodwyd gan
family-agreement-signed = { $agency }, { $day }
family-agency-give = Gadael i'r asiantaeth hon weld adroddiadau
family-agency-no = Os nad ydych am i hyn ddigwydd
family-agency-object = Gwrthwynebu: atal pob rhannu â'r asiantaeth hon sy'n dibynnu ar gydsyniad
family-agency-unobject = Tynnu'r gwrthwynebiad yn ôl
family-agency-keep-away = Cadw'r asiantaeth hon draw yn llwyr
family-agency-let-in = Gadael yr asiantaeth hon i mewn eto
family-person-team = Unrhyw un yn ei thîm
family-person-bundle = Dim ond un set o bapurau a welir
family-person-until = Hyd { $day }
family-person-opens-nothing = Ni chaiff agor adroddiadau
family-person-vetoed = Mae eich teulu yn cadw'r person hwn draw
family-person-keep-away = Cadw'r person hwn draw
family-person-let-in = Gadael y person hwn i mewn eto

## Tudalennau: cydsyniadau teulu

consent-list-title = Cydsyniadau ynghylch { $child }
consent-list-none = Nid oes cydsyniad wedi'i roi eto.
consent-list-ending = Yn dod i ben cyn hir
consent-list-active = Mewn grym
consent-list-ended = Wedi dod i ben
consent-back-list = Yn ôl at y cydsyniadau
consent-lacks = Nid oes dim yn dibynnu ar y cydsyniad hwn ar hyn o bryd.
consent-state = Ei sefyllfa
consent-who = Pwy sy'n cael gweld
consent-what = Mathau o adroddiad
consent-purpose = At ba ddiben
consent-until = Hyd at ddiwedd
consent-giver = Rhoddwyd gan
consent-giver-on = { $person }, ar { $day }
consent-giver-as = { $person } ({ $standing })
consent-given = Rhoddwyd ar
consent-how = Sut y'i rhoddwyd
consent-how-signed-in = Drwy fewngofnodi, gyda dau brawf o bwy ydyw
consent-how-paper = Ar bapur, llofnodwyd ar { $day }
consent-how-spoken = Ar lafar o flaen tyst ar { $day }
consent-condition = Yn dod i ben ohono'i hun
consent-condition-by = Os na fydd { $child } wedi ymrestru cyn { $day }
consent-lead = Yr asiantaeth sy'n atebol am yr achos
consent-number = Rhif y cydsyniad hwn
consent-change = Newid neu roi eto
consent-withdraw = Tynnu'n ôl
consent-receipt = Derbynneb
consent-new-title = Gadael i rywun weld adroddiadau am { $child }
consent-change-title = Newid cydsyniad ynghylch { $child }
consent-new-lead = Rydych chi'n dewis, yna'n edrych ar beth fyddai'n digwydd, yna'n dangos eto mai chi sydd yno. Gallwch dynnu'r cydsyniad yn ôl unrhyw bryd.
consent-ask-recipient = Pwy sy'n cael gweld?
consent-other-agencies = Asiantaeth arall
consent-ask-category = Pa fathau o adroddiad?
consent-ask-category-hint = Bydd modd gweld adroddiadau o'r mathau hyn a ddaw yn ddiweddarach hefyd, nes i'r cydsyniad ddod i ben.
consent-other-kinds = Mathau eraill o adroddiad
consent-ask-purpose = At ba ddiben y cânt ddefnyddio'r adroddiadau?
consent-ask-until = Hyd at pryd?
consent-ask-until-hint = Hyd yr adolygiad nesaf fel arfer. Byddwn yn gofyn i chi eto cyn i'r cydsyniad ddod i ben.
consent-until-months = Yr adolygiad nesaf, ymhen { $n } mis
consent-until-day = { $day }
consent-until-own = Diwrnod o'ch dewis chi
consent-ask-day = Y diwrnod olaf, os ydych yn dewis un eich hun
consent-ask-college = Dim ond ar gyfer coleg y gellid ei ddewis
consent-ask-college-hint = Mae'r coleg yn gweld yr adroddiadau er mwyn cynllunio ymlaen llaw. Os na chaiff ei ddewis yn y diwedd, daw'r cydsyniad i ben ohono'i hun.
consent-ask-enrols = Dod ag ef i ben ohono'i hun os nad oes ymrestriad
consent-ask-by = Rhaid i'r coleg fod wedi ymrestru'r dysgwr cyn y diwrnod hwn
consent-look = Edrych ar beth fyddai'n digwydd
consent-nothing-yet = Nid oes dim yn digwydd eto. Byddwch yn gweld yn gyntaf beth fyddai'n digwydd.
consent-choose-recipient = Dewiswch pwy sy'n cael gweld
consent-choose-category = Dewiswch o leiaf un math o adroddiad
consent-choose-purpose = Dewiswch y diben
consent-choose-until = Dewiswch hyd at pryd
consent-choose-day = Rhowch y diwrnod
consent-day-over = Rhowch ddiwrnod sydd eto i ddod
consent-only-college = Gadewch hwn allan, neu dewiswch goleg: dim ond ar gyfer colegau y mae
consent-group-plans = Cynlluniau
consent-group-statutory-advice = Cyngor y mae'r gyfraith yn gofyn amdano
consent-group-assessment = Asesiadau
consent-group-person-centred = Yng ngeiriau'r plentyn neu'r person ifanc
consent-group-meeting = Cyfarfodydd
consent-group-progress = Cynnydd
consent-group-funding = Cyllid
consent-group-dispute = Anghytundebau
consent-group-governance = Ffurflenni a chytundebau
consent-preview-title = Edrychwch cyn cadarnhau
consent-edit = Newid rhywbeth
consent-effect = Beth fyddai'n newid heddiw
consent-effect-none = Nid oes dim yn newid heddiw: nid oes adroddiad y byddai { $whom } yn ei ennill na'i golli.
consent-effect-later = Bydd modd gweld adroddiadau o'r mathau hyn a ddaw yn ddiweddarach hefyd, hyd { $day }.
consent-gains = Yr hyn y câi { $whom } ei weld o hyn ymlaen
consent-loses = Yr hyn na châi { $whom } ei weld mwyach
consent-uncovered = Heb gytundeb rhwng yr asiantaethau, mae'r mathau hyn yn aros ar gau i { SOFT($whom) }, beth bynnag a ddewiswch yma:
consent-closed = Beth na châi { $whom } ei weld o hyd, a beth fyddai'n gorfod newid
consent-stays = Beth y caiff { $whom } ei weld beth bynnag, gan nad yw'n dibynnu ar y cydsyniad hwn
consent-confirm-heading = Cadarnhau
consent-confirm-about = Dangoswch mai chi sydd yno. Yna bydd y cydsyniad mewn grym ar unwaith.
consent-confirm = Rhoi'r cydsyniad hwn
consent-confirm-change = Rhoi'r cydsyniad hwn yn lle'r hen un
consent-code-missing = Rhowch eich cod
consent-leave = Gadael popeth fel y mae
consent-withdraw-title = Tynnu'r cydsyniad hwn yn ôl
consent-withdraw-effect = Beth fyddai'n newid
consent-withdraw-none = Nid oes neb yn colli adroddiad: nid oes un sy'n dibynnu ar y cydsyniad hwn yn unig.
consent-withdraw-at-once = Daw hyn i rym ar unwaith, gan gynnwys ar gyfer adroddiad sy'n cael ei agor ar y pryd. Nid yw cymorth sydd eisoes ar waith yn cael ei dynnu oddi arnoch o'i herwydd.
consent-withdraw-confirm = Tynnu'n ôl nawr
consent-withdraw-for = Mae { $person } am ei dynnu'n ôl: gwneud hynny ar eu rhan
consent-withdraw-for-title = Tynnu cydsyniad yn ôl ar ran y teulu
consent-withdraw-for-about = Gwnewch hyn pan fydd y teulu'n dweud wrthych, ym mha ffordd bynnag. Nid oes rhaid iddynt roi rheswm. Byddant yn gweld ar unwaith mai chi a'i gwnaeth, a gallwch argraffu derbynneb iddynt.
consent-copies-none = O'r adroddiadau o'r mathau hyn y cewch wybod amdanynt yma, nid oes neb yno wedi agor yr un.
consent-copies = Yr hyn na ellir ei gymryd yn ôl
consent-copies-about = Agorwyd y rhain o'r blaen. Nid yw tynnu'n ôl yn cymryd yn ôl yr hyn a ddarllenwyd neu a gopïwyd; gofynnwch i'r asiantaeth ei ddileu.
consent-copies-none-person = O'r adroddiadau o'r mathau hyn y cewch wybod amdanynt yma, nid yw { $whom } wedi agor yr un.
consent-copies-about-person = Agorwyd y rhain o'r blaen, gan { SOFT($whom) } neu gan rywun a enwyd yn gynorthwyydd. Nid yw tynnu'n ôl yn cymryd yn ôl yr hyn a ddarllenwyd neu a gopïwyd; gofynnwch iddynt ei ddileu.
consent-copies-cut = Dim ond y { $n } diweddaraf sydd wedi'u rhestru yma.
consent-copies-rest = Mae pob agoriad i'w weld o dan bwy sydd wedi edrych
consent-copy-times = { $n ->
    [one] { $moment }
    [two] Dwywaith, y tro olaf ar { $moment }
    [few] Teirgwaith, y tro olaf ar { $moment }
    [many] Chwe gwaith, y tro olaf ar { $moment }
   *[other] { $n } o weithiau, y tro olaf ar { $moment }
}
consent-copy-sealed = cymerwyd fel ffeil seliedig ar gyfer yr asiantaeth
consent-column-report = Adroddiad
consent-column-person = Pwy
consent-column-when = Pryd
consent-receipt-title = Mae eich cydsyniad wedi'i gofnodi
consent-receipt-other-title = Cydsyniad sydd wedi'i gofnodi
consent-receipt-withdrawn-title = Mae'r cydsyniad hwn wedi'i dynnu'n ôl
consent-receipt-lead = Cadwch y dudalen hon neu argraffwch hi. Mae'n ymwneud â { $child }.
consent-receipt-back = Gallwch dynnu'r cydsyniad yn ôl unrhyw bryd: yma, dros y ffôn neu ar bapur drwy'r cydlynydd. Daw hynny i rym ar unwaith.
consent-receipt-again = Os newidiwch eich meddwl, rhowch gydsyniad newydd. Mae hwn yn aros wedi'i dynnu'n ôl.
consent-receipt-print = Argraffu'r dderbynneb
consent-hand = Argraffwch y dderbynneb hon ar gyfer { $person }, neu darllenwch hi iddynt.
consent-hand-language = { $language } y mae { $person } yn ei darllen: newidiwch yr iaith ar frig y dudalen cyn argraffu.
consent-back-receipt = Yn ôl i'r dderbynneb
consent-receipt-where = Ar y rhyngrwyd: { $address }. Dros y ffôn neu ar bapur: { $agency }.
consent-withdrawn-at = Tynnwyd yn ôl ar
consent-withdrawn-by = Tynnwyd yn ôl gan
consent-cut = { $n ->
    [0] Nid oedd adroddiad yn cael ei agor ar y pryd.
    [one] Roedd un adroddiad yn cael ei agor ar y pryd, ac fe'i hataliwyd.
   *[other] Roedd { $n } adroddiad yn cael eu hagor ar y pryd, ac fe'u hataliwyd.
}
consent-signed = Y copi wedi'i lofnodi, i unrhyw un sydd am ei wirio
consent-signed-about = Yr un dderbynneb yw'r testun hwn, wedi'i llofnodi gan y porth. Nid oes enwau ynddo.
consent-signed-check = Cadwch ef fel receipt.jws. Gall unrhyw un ei wirio, heb gyfrif, gyda:
## Tudalennau: na'r teulu
no-back = Yn ôl i'r asiantaeth
no-leave = Peidio â newid dim
no-at-once = Daw hyn i rym ar unwaith, gan gynnwys ar gyfer adroddiad sy'n cael ei agor ar y pryd. Nid yw cymorth sydd eisoes ar waith yn cael ei dynnu oddi arnoch o'i herwydd. Gall unrhyw un o'ch teulu sy'n cael penderfynu dynnu hyn yn ôl unrhyw bryd.
no-changes-nothing = Nid oes neb yn ennill nac yn colli adroddiad ar hyn o bryd.
no-stays = Beth y caiff yr asiantaeth { $agency } ei weld er hynny, gan nad yw'n dibynnu ar gydsyniad
no-copies-none = O'r adroddiadau gan eraill y cewch wybod amdanynt yma, nid oes neb yno wedi agor yr un.
no-copies-about = Agorwyd y rhain o'r blaen. Nid yw dweud "na" yn cymryd yn ôl yr hyn a ddarllenwyd neu a gopïwyd; gofynnwch i'r asiantaeth ei ddileu.
no-agency-leads = Yr asiantaeth { $agency } sy'n arwain yr achos hwn. Tra bydd yn cael ei chadw draw, ni all neb yno ddod ag eraill i'r achos na'ch ateb yma. Siaradwch yn gyntaf â rhywun yr ydych yn ymddiried ynddo, os gallwch.
no-objection-say-title = Gwrthwynebu i'r asiantaeth { $agency } weld adroddiadau
no-objection-say = Gwrthwynebu nawr
no-objection-say-about = Ni fydd yr asiantaeth { $agency } wedyn yn gweld dim sy'n dibynnu ar gydsyniad, pwy bynnag a'i rhoddodd. Mae'r cydsyniadau'n aros ar gofnod ac nid ydynt yn agor dim tra bo'r gwrthwynebiad yn parhau. Ni fydd neb yn gofyn i chi o'r newydd am gydsyniad ar ei chyfer.
no-objection-honest = Nid yw'n atal yr hyn sy'n dibynnu ar y gyfraith yn hytrach nag ar gydsyniad, nac argyfwng, na'r hyn a ysgrifennodd yr asiantaeth ei hun.
no-objection-lift-title = Tynnu'r gwrthwynebiad i'r asiantaeth { $agency } yn ôl
no-objection-lift = Ei dynnu'n ôl
no-objection-lift-about = Mae'r hyn sy'n dibynnu ar gydsyniad nad yw wedi dod i ben yn agor eto i'r asiantaeth { $agency }.
no-agency-say-title = Cadw'r asiantaeth { $agency } draw
no-agency-say = Ei chadw draw nawr
no-agency-say-about = Ni all neb o'r asiantaeth { $agency } wedyn weld dim o'r achos hwn yma, ar beth bynnag y mae'n dibynnu: nid oes cydsyniad, cyfraith nac argyfwng yn ei agor, na hyd yn oed yr hyn a ysgrifennodd yr asiantaeth ei hun.
no-agency-honest = Nid yw'n cymryd oddi ar yr asiantaeth { $agency } yr hyn sydd ganddi yn ei chofnodion ei hun. Lle mae'r gyfraith yn dweud hynny, er enghraifft i gadw rhywun yn ddiogel, efallai y bydd yn rhaid i asiantaethau ddweud rhywbeth wrth ei gilydd mewn ffordd arall o hyd.
no-agency-lift-title = Gadael yr asiantaeth { $agency } i mewn eto
no-agency-lift = Ei gadael i mewn eto
no-agency-lift-about = Gall yr asiantaeth { $agency } wedyn weld eto yr hyn y mae ganddi ran ynddo, cyn belled ag y mae cydsyniad neu'r gyfraith yn caniatáu.
no-person-say-title = Cadw { $person } draw
no-person-say = Cadw'r person hwn draw nawr
no-person-say-about = Ni all { $person } o'r asiantaeth { $agency } wedyn weld dim o'r achos hwn yma, ar beth bynnag y mae'n dibynnu.
no-person-honest = Gall eraill o'r asiantaeth { $agency } weld o hyd yr hyn y gallant ei weld nawr. Nid yw'r hyn y mae { $person } eisoes yn ei wybod neu wedi'i gopïo yn cael ei gymryd yn ôl.
no-person-lift-title = Gadael { $person } i mewn eto
no-person-lift = Gadael y person hwn i mewn eto
no-person-lift-about = Gall { $person } o'r asiantaeth { $agency } wedyn weld eto yr hyn y mae eu rhan yn yr achos yn gadael iddynt ei weld.

## Tudalennau: y cofnod a'r gofrestr, i swyddogion llywodraethu gwybodaeth
# The record for officers: finding entries
audit-title = Y cofnod
audit-about = Pob penderfyniad a phob newid a wnaed gan bobl eich asiantaeth, a phopeth a wnaed ar yr achosion y mae gan eich asiantaeth ran ynddynt. Ni ellir darllen unrhyw adroddiad yma. Cofnodir eich darllen chithau hefyd.
audit-back = Yn ôl i'r cofnod
audit-search-heading = Dod o hyd i gofnodion
audit-search-go = Chwilio
audit-search-clear = Clirio'r chwiliad
audit-search-bad-id = Rhowch ddynodydd: llythrennau bach, digidau a chysylltnodau, fel y'i dangosir yn y cofnod
audit-search-nobody = Nid oes gan neb yn eich asiantaeth yr enw hwn. Rhowch ran arall o'r enw, neu ddynodydd y person
audit-search-several = Mae gan sawl person yr enw hwn. Dewiswch un ohonynt
audit-any = Unrhyw un
audit-person-hint = Rhan o enw rhywun yn eich asiantaeth, neu ddynodydd unrhyw berson
audit-id-hint = Ei ddynodydd, fel y'i dangosir yn y cofnod
audit-found = Cofnodion, y diweddaraf yn gyntaf
audit-list-caption = Cofnodion
audit-none = Nid oes cofnod yn cyfateb i'r chwiliad hwn.
audit-older = Cofnodion hŷn
audit-latest = Yn ôl i'r diweddaraf
audit-report-make = Adroddiad i'w argraffu
audit-report-title = Adroddiad o'r cofnod
audit-report-by = Gwnaed gan { $person } ar { $at }.
audit-report-all = Pob cofnod y caiff y darllenydd hwn ei weld.
audit-report-cut = Mae mwy o gofnodion nag sy'n ffitio yma: dim ond y { $n } diweddaraf a ddangosir. Culhewch y chwiliad, neu ei allforio.
audit-print-hint = Argraffwch y dudalen hon gyda'ch porwr.
audit-export-csv = Allforio fel CSV
audit-export-jsonl = Allforio fel JSON Lines
audit-on-case = Achos { $case }
audit-on-report = Adroddiad { $report }
audit-person-of-family = { $role } ({ $person })
audit-the-family = Y teulu
audit-yes = Ie
audit-no = Na
audit-not-recorded = Heb ei gofnodi
audit-version = fersiwn { $version }
audit-in-force = Mewn grym
audit-not-in-force = Ddim mewn grym
audit-passed = Llwyddodd
audit-failed = Methodd
audit-unchecked = Heb ei wirio

# Names of fields
audit-field-entry = Cofnod
audit-field-at = Pryd
audit-field-who = Pwy
audit-field-what = Beth
audit-field-on = Ar
audit-field-outcome = Canlyniad
audit-field-basis = Ar sail
audit-field-verb = Gofynnwyd am
audit-field-kind = Math o gofnod
audit-field-person = Person
audit-field-agency = Asiantaeth
audit-field-case = Achos
audit-field-report = Adroddiad
audit-field-consent = Cydsyniad
audit-field-protocol = Protocol
audit-field-from = O'r diwrnod hwn
audit-field-until = Hyd at y diwrnod hwn, gan ei gynnwys
audit-field-gate = Clwyd
audit-field-state = Cyflwr
audit-field-why = Pam
audit-field-check = Yr hyn a wiriwyd
audit-field-result = Canlyniad
audit-field-means = Beth mae'n ei olygu
audit-field-role = Rôl
audit-field-purpose = Diben
audit-field-recipient = I
audit-field-lead = Yr asiantaeth sy'n arwain yr achos
audit-field-of-age = Mae'r person ifanc yn ddigon hen i benderfynu
audit-field-looked-after = Yn derbyn gofal
audit-field-closed = Mae'r achos wedi'i gau
audit-field-standing = Statws yn y teulu
audit-field-involved = Â rhan yn yr achos
audit-field-vetoed = Wedi'i atal gan y teulu
audit-field-category = Math o adroddiad
audit-field-written-for = Ysgrifennwyd at
audit-field-author = Ysgrifennwyd gan
audit-field-arrived = Cyrhaeddodd
audit-field-class = Pa mor sensitif
audit-field-audience = Ysgrifennwyd i'w ddarllen gan
audit-field-status = Statws
audit-field-mark = Nod
audit-field-kept-until = Cedwir tan
audit-field-emergency-until = Argyfwng tan
audit-field-contested = Mae'r rhai a gaiff gydsynio yn anghytuno
audit-field-court-restricted = Wedi'i gyfyngu gan lys
audit-field-objection = Mae'r teulu'n gwrthwynebu rhannu â
audit-field-veto = Mae'r teulu'n atal
audit-field-opened-at = Agorwyd
audit-field-born = Dyddiad geni
audit-field-competence = Barnwyd yn abl i benderfynu
audit-field-enrolled = Wedi ymrestru
audit-field-form = Ffurf
audit-field-bytes = Beitiau
audit-field-sha256 = SHA-256
audit-field-header-bytes = Beitiau'r pennyn o'i flaen
audit-field-range = Ohono, dim ond beitiau
audit-field-sees = Gallai ei weld
audit-field-opened = Agorwyd
audit-field-refused = Gwrthodwyd
audit-field-week = Wythnos a ddechreuodd ar
audit-field-unusual = Yr hyn sy'n sefyll allan
audit-field-look = Edrych arno
audit-field-statement = Y rheswm a roddwyd
audit-field-decider = Pwy a benderfynodd
audit-field-decided = Beth a benderfynwyd
audit-statement = Yn eu geiriau eu hunain
audit-statement-about = Yr hyn a ysgrifennodd rhywun pan gofnodwyd hyn. Mae wedi'i selio gyda'r achos ac yn mynd gydag ef. Ni ddangosir mohono i'r teulu yma.
audit-detail-administrators = Gweinyddwyr
audit-detail-again = O'r newydd
audit-detail-agency = Asiantaeth
audit-detail-answers = Yn ateb
audit-detail-asked-at = Gofynnwyd am yr eiliad hon
audit-detail-asked-by = Gofynnwyd gan
audit-detail-asked-report = Adroddiad y gofynnwyd amdano
audit-detail-bytes = Beitiau
audit-detail-case = Achos
audit-detail-case-keys = Allweddi achosion
audit-detail-change = Yr hyn a newidiwyd
audit-detail-delay-ms = Oedi, mewn milieiliadau
audit-detail-device = Dyfais
audit-detail-draft = Drafft
audit-detail-ended = Rhan a ddaeth i ben
audit-detail-event = Cofnod
audit-detail-events = Cofnodion
audit-detail-fact = Ffaith
audit-detail-factor = Ail ffactor
audit-detail-facts-ended = Ffeithiau a ddaeth i ben gydag ef
audit-detail-facts-recorded = Ffeithiau a ddechreuodd gydag ef
audit-detail-form = Ffurf
audit-detail-found = Yr hyn a gafwyd
audit-detail-from = Daeth o
audit-detail-helped = Roedd rhywun yn helpu
audit-detail-involvement = Rhan yn yr achos
audit-detail-key = Allwedd
audit-detail-member = O'r teulu
audit-detail-person = Person
audit-detail-problem = Pam y daeth i ben
audit-detail-recipient = Allwedd yr asiantaeth
audit-detail-remark = Sylw
audit-detail-request = Cais
audit-detail-role = Rôl
audit-detail-scans = Sganiau
audit-detail-sealed-by = Seliwyd gan
audit-detail-sessions = Sesiynau a ddaeth i ben
audit-detail-range = Beitiau y gofynnwyd amdanynt
audit-detail-header-bytes = Beitiau'r pennyn seliedig
audit-detail-sha256 = SHA-256
audit-detail-step = Cam
audit-detail-taxonomy = Tacsonomeg
audit-detail-stood-in = Y cyfrif a safodd yn ei le
audit-detail-upload = Llwytho
audit-detail-mail = Beth ddigwyddodd i'r neges
audit-detail-reports = Adroddiadau
audit-detail-malware = Beth ddywedodd y sganiwr feirysau
audit-detail-signature = Beth a ganfuwyd
audit-detail-envelope = Amlen
audit-detail-for-agency = Ar gyfer yr asiantaeth
audit-detail-version = Fersiwn
audit-detail-view = Yr hyn yr edrychwyd arno
audit-detail-whole = Y cyfan

# One entry in full
audit-entry-title = Cofnod { $seq }
audit-entry-show = Dangos y cofnod
audit-entries-show = Dangos y cofnodion
audit-entry-last = Yr olaf ohonynt: cofnod { $seq }
audit-body-withheld = Mae rhan o'r cofnod hwn yn cael ei dal yn ôl. Mae'n sôn am gais am achos nad oes gan eich asiantaeth ran ynddo, neu nad yw'n bod; ni ddywedir pa un.
audit-body-erased = Cafodd yr achos ei ddileu, a chydag ef yr hyn a ddywedai'r cofnod hwn. Mae'r log yn dal i brofi bod cofnod wedi'i wneud.
audit-body-altered = Nid yw'r cofnod hwn fel y'i cofnodwyd. Dywedwch wrth y gweithredwr ar unwaith, a chadwch y dudalen hon.
audit-decided-allowed = Roedd ar y sail hon: { $basis }.
audit-decided-under = Roedd ar y sail hon: { $basis }, o dan y protocol { $protocol }, fersiwn { $version }.
audit-decided-refused = Cafodd ei wrthod. Mae'r clwydi isod yn dweud pam.
audit-decided-refused-why = Fe'i gwrthodwyd. { $why }
audit-gates = Pob clwyd
audit-gates-about = Rhaid i bob un o'r chwech fod ar agor i'r ateb fod yn ie.
audit-gate-open = Ar agor
audit-gate-closed = Ar gau
audit-gate-unasked = Heb ei holi
audit-facts = Y ffeithiau fel yr oeddent
audit-facts-about = Yr hyn a oedd ar gofnod ar y pryd ac sy'n berthnasol i'r penderfyniad hwn. Nid yw'r hyn sydd wedi newid ers hynny yn cyfrif.
audit-facts-who = Pwy ofynnodd
audit-facts-asked = Yr hyn a ofynnwyd
audit-facts-case = Yr achos
audit-facts-part = Eu rhan yn yr achos
audit-facts-report = Yr adroddiad
audit-facts-consents = Cydsyniadau
audit-facts-requests = Ceisiadau o dan y gyfraith
audit-facts-emergencies = Argyfyngau a ddatganwyd
audit-facts-marks = Yr hyn oedd yn dal rhannu yn ôl
audit-facts-protocols = Protocolau rhwng y ddwy asiantaeth
audit-proved-at = Profwyd ar { $at }
audit-anyone-of-role = Unrhyw un â'r rôl hon
audit-bundle-only = un bwndel o adroddiadau yn unig
audit-until = tan { $day }
audit-consent-told = { $categories }; at y dibenion hyn: { $purposes }; o { $from } tan { $until }; rhoddwyd gan: { $standing }
audit-request-told = I { SOFT($to) }: { $categories }; ateb erbyn { $due }
audit-request-section65 = Gwybodaeth neu gymorth (adran 65)
audit-request-section20 = Triniaeth neu wasanaeth (adran 20)
audit-request-school-health = Cais ysgol am fewnbwn iechyd
audit-replay = Penderfynu eto
audit-replay-same = Ar y ffeithiau fel yr oeddent, yr un penderfyniad a geir heddiw.
audit-replay-differs = Ar y ffeithiau fel yr oeddent, ceir penderfyniad arall heddiw. Newidiwyd naill ai'r ffeithiau neu'r rhaglen: dywedwch wrth y gweithredwr.
audit-replay-erased = Cafodd yr achos ei ddileu, felly nid oes dim ar ôl i benderfynu arno.
audit-replay-undecidable = Mae rheolau'r cyfnod hwnnw ar goll neu wedi'u newid, felly ni ellir penderfynu eto. Dywedwch wrth y gweithredwr.
audit-replay-taxonomy = Penderfynwyd, a phenderfynir eto, o dan gategorïau a rolau sydd wedi'u disodli ers hynny.
audit-proof = Prawf
audit-proof-about = Mae'r cofnod yn log na all neb ei newid heb i hynny ddod i'r amlwg. Gwnaed y gwiriadau hyn nawr.
audit-check-committed = Mae'r cofnod fel y'i cofnodwyd
audit-check-committed-means = Sêl yr union eiriau hyn ydyw: ni newidiwyd yr un llythyren.
audit-check-committed-erased = Cafodd yr achos ei ddileu, felly mae ei eiriau wedi mynd. Mae ei sêl yn aros yn y log.
audit-check-included = Mae'r log yn dal y cofnod
audit-check-included-means = Mae llwybr o seliau'n arwain o'r cofnod i ben y log, sy'n cwmpasu { $size } o gofnodion.
audit-check-signed = Mae pen y log wedi'i lofnodi
audit-check-signed-means = Mae pen y log wedi'i lofnodi ag allwedd y porth hwn ei hun.
audit-check-stands = Mae'r log yma'n dal i gynnwys yr union gofnod hwnnw yn y lle hwnnw.
audit-proof-elsewhere = I'w wirio mewn man arall
audit-proof-commitment = Sêl y cofnod (ei ymrwymiad, base64):
audit-proof-checkpoint = Pen llofnodedig y log. Cadwch gopi mewn man arall: gydag ef, daw unrhyw newid diweddarach i'r log i'r amlwg.

# Receipts
audit-receipt-title = Gwirio derbynneb
audit-receipt-label = Y dderbynneb
audit-receipt-hint = Gludwch y cyfan: tri darn o lythrennau a digidau ag atalnod llawn rhyngddynt.
audit-receipt-empty = Gludwch dderbynneb
audit-receipt-check = Ei gwirio
audit-receipt-fetch = Nôl ei dderbynneb a'i gwirio
audit-receipt-release = Derbynneb am ryddhau, wedi'i llofnodi gan y porth hwn
audit-receipt-release-means = Mae'n dweud beth a ryddhawyd, i bwy a phryd. Mae'r gwiriadau hyn yn dweud a yw'r log yn ei ategu.
audit-receipt-consent = Derbynneb am gydsyniad, wedi'i llofnodi gan y porth hwn
audit-receipt-consent-means = Fe'i llofnodwyd yma, ac ni newidiwyd yr un llythyren ers hynny.
audit-receipt-wrong-signature = Nid derbynneb y porth hwn
audit-receipt-wrong-signature-means = Nid yw ei llofnod yn cyfateb: cafodd ei newid, neu daw o rywle arall.
audit-receipt-malformed = Nid derbynneb
audit-receipt-malformed-means = Nid derbynneb mo hon, neu nid y cyfan ohoni. Gludwch y cyfan.
audit-receipt-wrong-type = Derbynneb o fath arall
audit-receipt-wrong-type-means = Mae wedi'i llofnodi, ac nid derbynneb am ryddhau na chydsyniad mohoni.
audit-form-plain = Wedi'i agor
audit-form-sealed = Wedi'i selio i'r asiantaeth

# Pictures of use
audit-use-title = Pwy agorodd beth, a phwy a wrthodwyd
audit-use-about = Yr hyn a agorodd pobl eich asiantaeth ac a wrthodwyd iddynt, a'r hyn a wnaeth eraill ar yr achosion y mae eich asiantaeth yn eu harwain.
audit-use-cut = Mae mwy nag y gellir ei grynhoi ar unwaith: gall rhai pobl fod ar goll isod. Chwiliwch y cofnod yn lle hynny.
audit-use-none = Ni chafodd dim ei agor na'i wrthod yn y cyfnod hwn.
audit-use-weeks = Fesul wythnos
audit-use-weeks-about = Adroddiadau a agorwyd a cheisiadau a wrthodwyd ym mhob un o'r tair wythnos ar ddeg diwethaf.
audit-use-agencies = Fesul asiantaeth
audit-use-agencies-about = Yr un tair wythnos ar ddeg, yn ôl asiantaeth y sawl a ofynnodd.
audit-unusual = Yr hyn sy'n sefyll allan yn y saith diwrnod diwethaf
audit-unusual-none = Nid oes dim yn sefyll allan yn ôl y rheolau isod.
audit-unusual-more = { $n ->
     [one] Mae un arall heb ei ddangos.
    *[other] Mae { $n } arall heb eu dangos.
}
audit-unusual-emergency = { $n ->
     [one] Agor un adroddiad mewn argyfwng a ddatganwyd
     [two] Agor adroddiadau ddwywaith mewn argyfwng a ddatganwyd
    *[other] Agor adroddiadau { $n } o weithiau mewn argyfwng a ddatganwyd
}
audit-unusual-uninvolved = { $n ->
     [one] Gofyn unwaith am achos nad oes gan yr unigolyn ran ynddo, neu nad yw'n bod
     [two] Gofyn ddwywaith am achosion nad oes gan yr unigolyn ran ynddynt, neu nad ydynt yn bod
    *[other] Gofyn { $n } o weithiau am achosion nad oes gan yr unigolyn ran ynddynt, neu nad ydynt yn bod
}
audit-unusual-refusals = { $n ->
     [one] Gwrthodwyd unwaith
     [two] Gwrthodwyd ddwywaith
    *[other] Gwrthodwyd { $n } o weithiau
}
audit-unusual-habit = { $n ->
     [one] Agor adroddiad unwaith; arferol mewn wythnos: { $usual }
     [two] Agor adroddiadau ddwywaith; arferol mewn wythnos: { $usual }
    *[other] Agor adroddiadau { $n } o weithiau; arferol mewn wythnos: { $usual }
}
audit-unusual-hours = { $n ->
     [one] Agor adroddiad unwaith y tu allan i oriau gwaith
     [two] Agor adroddiadau ddwywaith y tu allan i oriau gwaith
    *[other] Agor adroddiadau { $n } o weithiau y tu allan i oriau gwaith
}
audit-rules = Yn ôl pa reolau
audit-rule-emergency = Pob adroddiad a agorwyd mewn argyfwng a ddatganwyd.
audit-rule-uninvolved = Pob cais am achos nad oedd gan y sawl a ofynnodd ran ynddo ar y pryd, neu nad yw'n bod. Ni ddywedir yma pa un.
audit-rule-refusals = Gwrthodiadau un person: { $n } neu fwy mewn saith diwrnod.
audit-rule-habit = Adroddiadau a agorodd un person mewn saith diwrnod: { $n } neu fwy, ac o leiaf { $times } gwaith cymaint ag yn eu hwythnos arferol eu hunain, sef cymedr hyd at { $weeks } wythnos cyn hynny. Ar gyfer rhywun newydd, dangosir yr wythnos brysur gyntaf.
audit-rule-hours = Adroddiadau a agorodd staff cyn { $begins }:00 neu o { $ends }:00 ymlaen, neu ar ddydd Sadwrn neu ddydd Sul, ar glociau'r Deyrnas Unedig. Nid yw gwyliau banc yn hysbys yma.
audit-rules-mean = Rheswm i edrych yw llinell yma, ac nid cyhuddiad. Mae rheswm da dros y rhan fwyaf.

# Who could see this
audit-sight-title = Pwy allai weld hyn?
audit-sight-about = Ar gyfer achos neu adroddiad: pawb sydd â rhan yn yr achos, beth y gallent ei weld a pham, wedi'i benderfynu fel y byddai cais ganddynt.
audit-sight-id = Achos neu adroddiad
audit-sight-day = Ar ba ddiwrnod?
audit-sight-day-hint = I ofyn am yr union funud hon, gadewch y diwrnod yn wag. Er enghraifft, 31 3 2026
audit-sight-time = Faint o'r gloch?
audit-sight-time-hint = Er enghraifft, 14:30; hanner dydd os gadewch yn wag
audit-sight-go = Dangos pwy allai ei weld
audit-sight-bad-time = Rhowch amser megis 14:30
audit-sight-day-missing = Rhowch y diwrnod yn ogystal â'r amser
audit-sight-future = Rhowch ddiwrnod sydd wedi bod
audit-sight-too-early = Nid oedd yr achos ar agor eto bryd hynny. Rhowch adeg ddiweddarach
audit-sight-answer = Achos { $case } ar { $at }
audit-sight-none = Nid oedd adroddiad y gallai neb â rhan yn yr achos fod wedi gofyn amdano.
audit-anyone-in = unrhyw un yn y rôl { $role }
audit-sight-for = { $purpose }. { $why }
audit-sight-any = At unrhyw ddiben. { $why }

# Subject access
audit-bundle-title = Bwndel ar gyfer cais mynediad at ddata gan y testun
audit-bundle-about = Popeth y mae'r porth yn ei ddal am achos ac eithrio'r adroddiadau eu hunain: i swyddog o'r asiantaeth sy'n arwain yr achos. Cofnodir eich bod yn ei gasglu.
audit-bundle-go = Casglu'r bwndel
audit-bundle-by = Achos { $case }, casglwyd gan { $person } ar { $at }.
audit-bundle-without = Rhestrir adroddiadau yn ôl math, awdur a dyddiad. Nid yw'r hyn a ddywedant yma: yr asiantaethau a'u hysgrifennodd sy'n ei roi, neu mae'r teulu'n eu hagor yn y porth.
audit-bundle-record = Y cofnod
audit-bundle-cut = Dim ond y { $n } cofnod cyntaf a ddangosir yma. Mae pob un yn y ffeil.
audit-bundle-case = Yr achos
audit-bundle-family = Y teulu
audit-bundle-involved = Asiantaethau a phobl â rhan yn yr achos
audit-bundle-marks = Yr hyn sy'n dal rhannu yn ôl
audit-bundle-consents = Cydsyniadau, yn ôl pwy y maent yn gadael iddynt weld
audit-bundle-requests = Ceisiadau rhwng asiantaethau
audit-bundle-emergencies = Argyfyngau a ddatganwyd
audit-bundle-reports = Adroddiadau
audit-bundle-remarks = Yr hyn a ofynnodd ac a ddywedodd y teulu (mae ei eiriau yn y ffeil)
audit-bundle-questions = Cydsyniadau y gofynnwyd i'r teulu amdanynt (mae'r rheswm yn y ffeil)
audit-question-given = rhoddwyd cydsyniad ar { $at }
audit-question-not-now = "nid nawr" ar { $at }
audit-question-open = heb ei ateb
audit-answered-at = atebwyd ar { $at }
audit-since = ers { $from }
audit-from-to = o { $from } tan { $to }
audit-withdrawn-at = tynnwyd yn ôl ar { $at }

# What happened
audit-kind-refused-verb = Gwrthodwyd: { $verb }
audit-kind-gateway-started = Cychwynnwyd y porth
audit-kind-agency-created = Cofrestrwyd asiantaeth
audit-kind-agency-live = Aeth asiantaeth yn fyw
audit-kind-agency-recipient-set = Cofnodwyd allwedd asiantaeth ar gyfer copïau seliedig
audit-kind-person-invited = Gwahoddwyd person
audit-kind-person-left = Gadawodd person
audit-kind-enrolment-begun = Dechreuwyd ymrestru
audit-kind-person-enrolled = Ymrestrodd person
audit-kind-password-proved = Rhoddwyd cyfrinair
audit-kind-sign-in-refused = Gwrthodwyd mewngofnodi
audit-kind-signed-in = Mewngofnodwyd
audit-kind-signed-out = Allgofnodwyd
audit-kind-stepped-up = Rhoddwyd cod eto
audit-kind-step-up-refused = Gwrthodwyd cod
audit-kind-device-invited = Gwahoddwyd dyfais
audit-kind-device-enrolled = Ymrestrwyd dyfais
audit-kind-device-signed-in = Mewngofnododd dyfais
audit-kind-device-removed = Tynnwyd dyfais
audit-kind-case-opened = Agorwyd achos
audit-kind-case-closed = Caewyd achos
audit-kind-case-erased = Dilëwyd achos
audit-kind-involved = Rhoddwyd rhan yn yr achos i rywun
audit-kind-involvement-ended = Daeth rhan yn yr achos i ben
audit-kind-family-added = Cofnodwyd rhywun fel teulu
audit-kind-family-ended = Daeth statws yn y teulu i ben
audit-kind-veto-recorded = Ataliodd y teulu rywun
audit-kind-veto-lifted = Gadawodd y teulu i rywun ddod yn ôl
audit-kind-mark-recorded = Cofnodwyd cyfyngiad
audit-kind-mark-lifted = Codwyd cyfyngiad
audit-kind-competence-recorded = Barnwyd bod plentyn yn abl i benderfynu
audit-kind-enrolment-recorded = Cofnodwyd ymrestriad mewn ysgol neu goleg
audit-kind-request-recorded = Cofnodwyd cais i asiantaeth arall
audit-kind-request-closed = Caewyd cais i asiantaeth arall
audit-kind-consent-given = Rhoddwyd cydsyniad
audit-kind-consent-withdrawn = Tynnwyd cydsyniad yn ôl
audit-kind-consent-previewed = Edrychwyd ymlaen llaw ar effaith newid i gydsyniad
audit-kind-consent-asked = Gofynnwyd i'r teulu am gydsyniad
audit-kind-consent-request-answered = Atebodd y teulu gais am gydsyniad
audit-kind-involvement-handed-over = Trosglwyddwyd rhan mewn achos
audit-kind-protocol-registered = Cofrestrwyd protocol
audit-kind-protocol-signed = Llofnodwyd protocol
audit-kind-protocol-withdrawn = Tynnodd asiantaeth yn ôl o brotocol
audit-kind-report-pushed = Anfonwyd adroddiad
audit-kind-reports-listed = Rhestrwyd adroddiadau
audit-kind-report-opened = Agorwyd adroddiad
audit-kind-report-taken-sealed = Cymerwyd copi seliedig
audit-kind-access-refused = Gwrthodwyd cais
audit-kind-transfer-cut = Torrwyd trosglwyddiad
audit-kind-transfer-ended = Daeth trosglwyddiad i ben
audit-kind-audit-read = Darllenwyd y cofnod
audit-kind-keys-rotated = Disodlwyd allweddi
audit-kind-emergency-declared = Datganwyd argyfwng
audit-kind-emergency-ended = Daeth argyfwng i ben
audit-kind-scan-stored = Cadwyd sgan o bapur
audit-kind-scan-seen = Gwelwyd sgan o bapur
audit-kind-upload-begun = Dechreuwyd llwytho fesul darn
audit-kind-upload-ended = Daeth llwytho fesul darn i ben heb adroddiad
audit-kind-quarantine-listed = Edrychodd rhywun ar yr hyn sy'n cael ei ddal yn ôl
audit-kind-report-accepted = Derbyniwyd adroddiad a oedd yn cael ei ddal yn ôl
audit-kind-report-turned-away = Gwrthodwyd adroddiad a oedd yn cael ei ddal yn ôl
audit-kind-report-scanned = Sganiwyd adroddiad am feirysau yn ddiweddarach
audit-kind-report-delivered = Daeth adroddiad mewn amlen dan sêl
audit-kind-machine-added = Cofrestrwyd peiriant
audit-kind-machine-key-added = Rhoddwyd allwedd i beiriant
audit-kind-mail-drop-opened = Agorwyd y blwch derbyn post
audit-kind-mail-taken = Daeth ffeiliau dan sêl drwy'r post, ac mae'r anfonwr yn cael gwybod
audit-kind-mail-ended = Anfonwyd neges at anfonwr, neu rhoddwyd y gorau iddi
audit-kind-address-made = Gwnaed tudalen ar gyfer selio amlenni
audit-kind-scans-swept = Tynnwyd sganiau nad oes cydsyniad yn dibynnu arnynt
audit-kind-cases-listed = Rhestrwyd achosion
audit-kind-language-chosen = Dewiswyd iaith
audit-kind-remark-made = Gofynnodd, gwrthwynebodd neu gwnaeth rhywun o'r teulu sylw
audit-kind-remark-answered = Atebwyd sylw gan y teulu
audit-kind-password-changed = Newidiwyd cyfrinair
audit-kind-factor-changed = Newidiwyd ffordd o fewngofnodi
audit-kind-sessions-ended = Terfynwyd sesiynau person
audit-kind-factors-reset-asked = Gofynnwyd am ailosod ffactorau rhywun

# The register of protocols
protocol-title = Cofrestr protocolau
protocol-about = Y cytundebau y mae asiantaethau'n rhannu yn unol â nhw. Mae fersiwn mewn grym unwaith y bydd pob partner wedi'i lofnodi.
protocol-back = Yn ôl i'r gofrestr
protocol-none = Nid oes protocol wedi'i gofrestru.
protocol-versions = Fersiynau
protocol-signed-of = { $all ->
     [two] { $n } o 2 bartner
     [few] { $n } o 3 phartner
     [many] { $n } o 6 phartner
    *[other] { $n } o { $all } partner
}
protocol-missing = Heb lofnodi eto:
protocol-review-soon = Mae'r adolygiad yn agos. Heb ei adolygu, daw i ben ar { $lapses }.
protocol-review-overdue = Mae'r adolygiad yn hwyr. Heb ei adolygu, daw i ben ar { $lapses }.
protocol-review-lapsed = Heb ei adolygu mewn pryd: daeth i ben ar { $lapses }.
protocol-review-due = Adolygiad i'w gynnal ar { $due }.
protocol-why-not = Pam nad yw mewn grym
protocol-passes = Beth sy'n cael ei rannu, rhwng pwy, a pham
protocol-on-this-page = Ar y dudalen hon
protocol-from-to = { $from } i { SOFT($to) }
protocol-consent = Cydsyniad
protocol-retention = Am faint y'i cedwir
protocol-breach = Os aiff rhywbeth o'i le
protocol-review = Adolygu a diwedd
protocol-hours = { $n ->
     [one] o fewn 1 awr
    *[other] o fewn { $n } awr
}
protocol-months = { $n ->
     [one] 1 mis
     [two] 2 fis
    *[other] { $n } mis
}
protocol-years = { $n ->
     [one] 1 flwyddyn
     [two] 2 flynedd
     [few] 3 blynedd
     [many] 6 blynedd
     [4] 4 blynedd
    *[other] { $n } mlynedd
}
protocol-what-is-signed = Yr hyn a lofnodir
protocol-sha256-about = Mae partneriaid yn llofnodi'r fersiwn hwn drwy ei sêl (SHA-256 o'i JSON canonaidd):
protocol-sign = Llofnodi ar ran eich asiantaeth
protocol-sign-read = Rwyf wedi darllen y fersiwn hwn ac mae gennyf hawl i'w lofnodi ar ran fy asiantaeth
protocol-sign-unread = Dywedwch eich bod wedi'i ddarllen a bod gennych hawl i'w lofnodi
protocol-withdraw = Tynnu eich asiantaeth yn ôl
protocol-withdraw-about = Daw hyn i rym ar unwaith: mae'r hyn sydd ar waith o dan y protocol hwn rhwng eich asiantaeth ac eraill yn stopio, gan gynnwys lawrlwythiadau sydd ar y gweill. Mae copïau a gymerwyd eisoes yn aros lle maent.
protocol-withdraw-sure = Rwy'n tynnu fy asiantaeth yn ôl o'r fersiwn hwn
protocol-withdraw-unsure = Dywedwch eich bod yn tynnu eich asiantaeth yn ôl
protocol-signed = { $person }, { $at }
protocol-withdrew = Tynnodd yn ôl ar { $at } (llofnodwyd gan { $person })
protocol-unsigned = Heb ei lofnodi
protocol-compare = Cymharu dau fersiwn
protocol-compare-choose = Dewiswch ddau fersiwn o'r gofrestr
protocol-before = Cyn
protocol-after = Ar ôl
protocol-same = Nid oes dim yn wahanol.
protocol-added = Ychwanegwyd
protocol-removed = Tynnwyd
protocol-changed = Newidiwyd
protocol-item = { $category }: { $from } i { SOFT($to) }. { $purpose }
protocol-group-partners = Partneriaid
protocol-group-purposes = Dibenion
protocol-group-items = Beth sy'n cael ei rannu
protocol-group-legal = Sail gyfreithiol
protocol-group-retention = Am faint y'i cedwir
protocol-group-terms = Telerau
protocol-instrument-isp = Protocol rhannu gwybodaeth
protocol-instrument-dda = Cytundeb datgelu unffordd
protocol-instrument-jca = Trefniant cyd-reolwyr
protocol-trigger-consent = Ar sail cydsyniad
protocol-trigger-request = Ar gais o dan y gyfraith
protocol-trigger-either = Ar sail cydsyniad, neu ar gais o dan y gyfraith
protocol-trigger-law = Yn ôl y gyfraith
protocol-method-gateway = Drwy'r porth
protocol-confidentiality-consent = Cydsyniad
protocol-confidentiality-statute = Statud
protocol-field-field = Maes
protocol-field-title = Protocol
protocol-field-title-en = Teitl yn Saesneg
protocol-field-title-cy = Teitl yn Gymraeg
protocol-field-text-en = Testun yn Saesneg
protocol-field-text-cy = Testun yn Gymraeg
protocol-field-why-en = Pam mae ei angen, yn Saesneg
protocol-field-why-cy = Pam mae ei angen, yn Gymraeg
protocol-field-refusal-en = Beth mae gwrthod yn ei olygu, yn Saesneg
protocol-field-refusal-cy = Beth mae gwrthod yn ei olygu, yn Gymraeg
protocol-field-id = Dynodydd
protocol-field-version = Fersiwn
protocol-field-state = Cyflwr
protocol-field-signatures = Llofnodion
protocol-field-signature = Llofnodwyd
protocol-field-partner = Partner
protocol-field-role = Fel beth
protocol-field-role-en = Fel beth, yn Saesneg
protocol-field-role-cy = Fel beth, yn Gymraeg
protocol-field-designated = Pwy sy'n ateb drosto
protocol-field-designated-en = Pwy sy'n ateb drosto, yn Saesneg
protocol-field-designated-cy = Pwy sy'n ateb drosto, yn Gymraeg
protocol-field-between = Gan bwy i bwy
protocol-field-trigger = Yr hyn sy'n agor y ffordd
protocol-field-method = Sut y caiff ei rannu
protocol-field-why = Pam mae ei angen
protocol-field-statute-en = Statud, yn Saesneg
protocol-field-statute-cy = Statud, yn Gymraeg
protocol-field-art6 = Erthygl 6 GDPR y DU
protocol-field-art9 = Erthygl 9 GDPR y DU
protocol-field-schedule1-en = Deddf Diogelu Data 2018, atodlen 1, yn Saesneg
protocol-field-schedule1-cy = Deddf Diogelu Data 2018, atodlen 1, yn Gymraeg
protocol-field-confidentiality = Yr hyn sy'n codi'r ddyletswydd i gadw cyfrinachedd
protocol-field-years = Blynyddoedd
protocol-field-disposal = Beth sy'n digwydd wedyn
protocol-field-instrument = Ffurf
protocol-field-starts = Diwrnod cyntaf
protocol-field-ends = Diwrnod olaf
protocol-field-review-due = Adolygiad i'w gynnal
protocol-field-review-interval = Rhwng adolygiadau
protocol-field-review-warning = Rhybudd cyn yr adolygiad
protocol-field-review-lapse = Daw i ben ar ôl diwrnod yr adolygiad
protocol-field-groups = Am bwy y mae
protocol-field-groups-en = Am bwy y mae, yn Saesneg
protocol-field-groups-cy = Am bwy y mae, yn Gymraeg
protocol-field-consent-required = Mae eitemau ar sail cydsyniad oni ddywedant fel arall
protocol-field-consent-given-by = Pwy sy'n ei roi
protocol-field-consent-given-by-en = Pwy sy'n ei roi, yn Saesneg
protocol-field-consent-given-by-cy = Pwy sy'n ei roi, yn Gymraeg
protocol-field-refusal = Beth mae gwrthod yn ei olygu
protocol-field-withdrawal = Sut y'i tynnir yn ôl
protocol-field-withdrawal-en = Sut y'i tynnir yn ôl, yn Saesneg
protocol-field-withdrawal-cy = Sut y'i tynnir yn ôl, yn Gymraeg
protocol-field-breach-lead = Y partner sy'n arwain
protocol-field-breach-contact = Ble i ddweud
protocol-field-breach-partners = Dywedir wrth y partneriaid
protocol-field-breach-regulator = Dywedir wrth y rheoleiddiwr
protocol-field-termination = Sut mae'n dod i ben yn gynnar
protocol-field-termination-en = Sut mae'n dod i ben yn gynnar, yn Saesneg
protocol-field-termination-cy = Sut mae'n dod i ben yn gynnar, yn Gymraeg
protocol-field-supersedes = Yn cymryd lle fersiwn
protocol-field-assured-by = Sicrhawyd yr ansawdd
protocol-field-assured-on = Sicrhawyd yr ansawdd ar

# A draft on trial
protocol-trial-title = Rhoi cynnig ar ddrafft
protocol-trial-about = Cymerir eto benderfyniadau'r { $days } diwrnod diwethaf y cewch eu gweld, ar y ffeithiau fel yr oeddent, fel petai'r drafft wedi'i gytuno gan ei holl bartneriaid ac wedi bod mewn grym drwy'r amser. Mae'n cymryd lle pob fersiwn o'r un protocol. Ni newidir dim ganddo.
protocol-trial-version = Fersiwn o'r gofrestr
protocol-trial-pasted = Y drafft isod
protocol-trial-draft = Neu ddrafft
protocol-trial-draft-hint = Y protocol cyfan fel TOML, fel y byddai'n cael ei gofrestru
protocol-trial-go = Rhoi cynnig arno
protocol-trial-empty = Dewiswch fersiwn, neu gludwch ddrafft
protocol-trial-both = Dewiswch fersiwn neu gludwch ddrafft, nid y ddau. I roi cynnig ar y drafft, gadewch y fersiwn yn wag.
protocol-trial-wrong = Ni ellir darllen y drafft: { $error }
protocol-trial-malformed = Llinell { $line }, wrth { $key }: ni ellir darllen hyn. Gwiriwch y sillafu, y dyfynodau, ac a yw hyn yn rhan o brotocol. Yr hyn y mae'r rhaglen yn ei ddweud, yn Saesneg: { $problem }
protocol-fault-partners = Mae ar y drafft angen o leiaf ddau bartner, pob un wedi'i enwi unwaith.
protocol-fault-title = Mae ar y drafft angen ei deitl yn Gymraeg ac yn Saesneg.
protocol-fault-purposes = Mae ar y drafft angen pob diben yn Gymraeg ac yn Saesneg.
protocol-fault-whys = Mae ar y drafft angen y rheswm dros bob math o adroddiad, yn Gymraeg ac yn Saesneg.
protocol-fault-refusal = Mae ar y drafft angen yr hyn y mae gwrthod yn ei olygu, yn Gymraeg ac yn Saesneg.
protocol-fault-groups = Mae ar y drafft angen pawb y mae yn eu cylch, yn Gymraeg ac yn Saesneg.
protocol-fault-posts = Mae ar y drafft angen rôl pob partner, a phwy sy'n ateb drosto yno, yn Gymraeg ac yn Saesneg.
protocol-fault-statutes = Mae ar y drafft angen statud ac atodlen pob sail gyfreithiol, yn Gymraeg ac yn Saesneg.
protocol-fault-given-by = Mae ar y drafft angen dweud pwy sy'n rhoi cydsyniad, yn Gymraeg ac yn Saesneg.
protocol-fault-withdrawal = Mae ar y drafft angen dweud sut y tynnir cydsyniad yn ôl, yn Gymraeg ac yn Saesneg.
protocol-fault-termination = Mae ar y drafft angen dweud sut y daw i ben yn gynnar, yn Gymraeg ac yn Saesneg.
protocol-fault-category = Nid yw'r math o adroddiad { $code } yn y tacsonomeg. Cywirwch ef yn y drafft.
protocol-fault-purpose = Nid yw'r diben { $code } yn y tacsonomeg, neu nid yw ymhlith dibenion y drafft. Cywirwch neu ychwanegwch ef.
protocol-fault-items = Nid yw'r drafft yn rhannu dim: ychwanegwch o leiaf un math o adroddiad sydd i'w rannu.
protocol-fault-not-a-partner = Mae rhywbeth yn mynd oddi wrth neu at asiantaeth nad yw'n bartner. Ychwanegwch y partner, neu cywirwch yr asiantaeth.
protocol-fault-dates = Mae ar y drafft angen diwedd sy'n dod ar ôl ei ddiwrnod cyntaf.
protocol-fault-retention = Rhaid i'r drafft ddweud am ba hyd y cedwir y math o adroddiad { $code }.
protocol-fault-legal = Rhaid i'r drafft ddweud ar ba gyfraith y mae'n dibynnu at y diben { $code }.
protocol-tried = Penderfyniadau a gymerwyd eto
protocol-as-before = Yr un canlyniad ag o'r blaen
protocol-now-allowed = Gwrthodwyd bryd hynny, caniateir o dan y drafft
protocol-now-refused = Caniatawyd bryd hynny, gwrthodir o dan y drafft
protocol-lost = Ni ellir eu cymryd eto
protocol-trial-cut = Roedd mwy nag y gellir rhoi cynnig arnynt ar unwaith. Dim ond y rhai ers { $since } a wnaed.
protocol-otherwise = { $n ->
     [one] Un penderfyniad â chanlyniad gwahanol
     [two] 2 benderfyniad â chanlyniad gwahanol
     [few] 3 phenderfyniad â chanlyniad gwahanol
     [many] 6 phenderfyniad â chanlyniad gwahanol
    *[other] { $n } penderfyniad â chanlyniad gwahanol
}
protocol-under-draft = O dan y drafft

## Pages: what the family is asked

asked-title = Yr hyn a ofynnir i chi
asked-none = Nid oes dim yn aros am ateb gennych.
asked-about = Nid oes rhaid i chi gytuno. Os na wnewch, nid yw'r cwestiwn hwn yn newid dim. Gallwch dynnu cydsyniad yn ôl unrhyw bryd.
asked-may-see = A gaiff { $agency } weld y mathau hyn o adroddiad?
asked-by = Gofynnwyd gan yr asiantaeth { $agency }, { $day }
asked-for = At y dibenion hyn:
asked-why = Pam y gofynnir:
asked-otherwise = Dewis yn wahanol
asked-not-now = Nid nawr
asked-home = Gofynnir i chi a gaiff { $agency } weld rhai adroddiadau
asked-answer = Ateb
protocol-disposal-key = yna dinistrir ei allwedd, fel na all neb ei ddarllen
## Tudalennau: yr hysbysiad preifatrwydd
privacy-title = Hysbysiad preifatrwydd
privacy-who = Pwy sy'n atebol
privacy-who-text = Yr asiantaeth sy'n arwain achos sy'n atebol am yr achos, a phob asiantaeth am yr hyn y mae ei phobl ei hun yn ei ysgrifennu ac yn ei agor. Mae'r achos a phob derbynneb yn enwi'r asiantaeth sy'n arwain. Gofynnwch i'r asiantaeth honno, neu i'w swyddog diogelu data, am unrhyw beth yr hoffech ei wybod.
privacy-what = Beth sy'n cael ei gadw
privacy-what-text = Adroddiadau am blentyn neu berson ifanc; pwy sy'n perthyn i'r teulu a phwy sy'n gweithio gyda nhw; pwy a gydsyniodd i beth, a'i dynnu'n ôl; a chofnod o bwy a agorodd beth, pryd a pham. Am bawb sy'n mewngofnodi: enw, cyfeiriad e-bost, iaith a modd o fewngofnodi.
privacy-why = Pam, ac ar ba sail
privacy-why-text = Er mwyn i'r rhai sy'n helpu plentyn neu berson ifanc wybod yr hyn y mae angen iddynt ei wybod. Caiff adroddiadau eu rhannu drwy gydsyniad (GDPR y DU, erthyglau 6(1)(a) a 9(2)(a)), neu lle mae'r gyfraith yn dweud hynny; mae pob tudalen yn dweud pa un o'r ddau. Cedwir y cofnod am fod y gyfraith yn gofyn i asiantaethau ddangos beth a wnaed (erthygl 5(2)).
privacy-seen = Pwy sy'n ei weld
privacy-seen-text = Y rhai sydd â rhan yn yr achos, pob un cyn belled ag y mae cydsyniad neu'r gyfraith yn caniatáu, a'r teulu. Cedwir adroddiadau wedi'u hamgryptio. Ni chaiff dim ei werthu, nid oes dim yn mynd at neb arall, ac nid yw peiriant ar ei ben ei hun yn penderfynu dim am blentyn neu berson ifanc.
privacy-long = Am ba hyd
privacy-long-text = Mae gan bob math o adroddiad gyfnod, ac ar ôl hwnnw ni chaiff ei ryddhau mwyach. Pan gaiff achos ei ddileu, ni ellir darllen dim ohono; o'r cofnod dim ond olion bysedd digidol sydd ar ôl, nad ydynt yn dweud dim wrth neb.
privacy-rights = Eich hawliau
privacy-rights-text = Cewch weld yr hyn a gedwir amdanoch, cael copi, cael cywiro camgymeriadau neu gael ateb iddynt, gwrthwynebu, gofyn am ei gyfyngu neu ei ddileu, a thynnu cydsyniad yn ôl unrhyw bryd: yma, dros y ffôn neu ar bapur drwy'r asiantaeth sy'n arwain yr achos.
privacy-complain = Os nad ydych yn fodlon
privacy-complain-text = Dywedwch wrth yr asiantaeth sy'n arwain yr achos yn gyntaf. Cewch gwyno i'r Comisiynydd Gwybodaeth unrhyw bryd: ico.org.uk, ffôn 0303 123 1113. Cewch ysgrifennu atynt a siarad â nhw yn Gymraeg.
privacy-cookies = Cwcis
privacy-cookies-text = Dim ond y rhai na fyddai mewngofnodi na'r dewis o iaith yn gweithio hebddynt. Nid oes neb yn dilyn yr hyn a wnewch yma.

## Y llinell orchymyn: profi'r ffordd at y porth.
doctor-title = Porthor { $version }: y ffordd i { $gateway }, wedi'i phrofi am { $at }
doctor-hop-name = Enw
doctor-hop-proxy = Dirprwy
doctor-hop-tls = TLS
doctor-hop-methods = Dulliau
doctor-hop-size = Maint
doctor-hop-time = Amser
doctor-state-good = iawn
doctor-state-poor = yn gweithio, gallai fod yn well
doctor-state-bad = WEDI'I ATAL
doctor-name-known = Mae { $host } yn { $address }.
doctor-name-left-to-proxy = Nid yw { $host } yn hysbys yma; gofynnir i'r dirprwy amdano, sy'n iawn.
doctor-name-unknown = Nid yw'r enw { $host } yn hysbys yma, ac nid oes dirprwy i'w holi.
doctor-name-unknown-remedy = Gadewch i beiriannau yma chwilio am { $host }, neu dywedwch pa ddirprwy i'w ddefnyddio (--proxy neu HTTPS_PROXY).
doctor-proxy-met = Mae'r dirprwy { $place } yn ateb.
doctor-proxy-not-met = Nid yw'r dirprwy { $place } yn ateb.
doctor-proxy-not-met-remedy = Gwiriwch gyfeiriad y dirprwy. Os daw o ffeil PAC, rhowch y cyfeiriad y mae'r ffeil yn ei roi ar gyfer y porth.
doctor-direct-met = Mae { $place } yn ateb, heb ddirprwy.
doctor-direct-not-met = Nid yw { $place } yn ateb, ac ni osodwyd dirprwy.
doctor-direct-not-met-remedy = Gadewch gysylltiadau TCP i { $place } allan, neu dywedwch pa ddirprwy i'w ddefnyddio (--proxy neu HTTPS_PROXY).
doctor-proxy-refuses = Nid yw'r dirprwy yn gadael i neb fynd drwodd i { $host }: atebodd { $status }.
doctor-proxy-refuses-remedy = Caniatewch dwneli (CONNECT) i { $host }, wrth borth rhwydwaith cyfeiriad y porth.
doctor-proxy-asks = Mae'r dirprwy yn gofyn pwy ydych chi.
doctor-proxy-asks-remedy = Rhowch gyfrif wrth y dirprwy (Basic) i'r person neu'r peiriant hwn, a'i enw a'i gyfrinair drwy --proxy-auth-file; neu gadewch i gyfeiriad y porth fynd heb un.
doctor-tls-gateways-own = Tystysgrif y porth ei hun yw hon: nid oes neb ar y ffordd yn darllen.
doctor-tls-trusted = Ymddiriedir yn y dystysgrif. Dim ond ar ddyfais a gofrestrwyd y gellir dweud a oes rhywun ar y ffordd yn darllen.
doctor-tls-inspected = Mae rhywun ar y ffordd yn agor TLS, â thystysgrif gan { $by }. Mae adroddiadau'n cyrraedd ac yn aros dan sêl; gellir darllen pwy sy'n anfon, ac i ba achos.
doctor-tls-inspected-remedy = Eithriwch y porth hwn rhag archwilio TLS: data personol plant sy'n mynd heibio, a hwnnw dan sêl, fel na all archwilio ganfod dim ynddo.
doctor-tls-not-trusted = Cyhoeddwyd y dystysgrif a ddangoswyd ar gyfer { $host } gan { $by }, nad ymddiriedir ynddo yma: { $why }.
doctor-tls-not-trusted-remedy = Os yw'r ysbyty'n archwilio TLS, rhowch ei awdurdod yn storfa ymddiriedaeth y system hon, neu rhowch ei ffeil PEM drwy --ca-file. Gwell: eithriwch y porth hwn rhag archwilio. Ni chaiff gwirio byth ei ddiffodd.
doctor-answered-on-the-way = Atebodd rhywbeth ar y ffordd yn lle'r porth (HTTP { $status }).
doctor-answered-on-the-way-remedy = Gadewch i HTTPS i gyfeiriad y porth fynd heibio i'r peiriant neu'r person hwn; tudalen fewngofnodi neu dudalen rwystro sy'n ateb nawr.
doctor-no-answer = Ni ddaeth ateb gan { $host }: { $why }.
doctor-no-answer-remedy = Gadewch i HTTPS (CONNECT, TLS 1.3) i { $host } fynd heibio.
doctor-methods-all = Mae { $arrived } yn cyrraedd fel y'u hanfonwyd.
doctor-methods-some = Mae { $arrived } yn cyrraedd; atelir { $stopped }. Mae adroddiadau'n mynd drwy POST yn unig, ychydig yn arafach.
doctor-methods-some-remedy = Gadewch i { $stopped } i gyfeiriad y porth fynd heibio.
doctor-methods-none = Nid yw hyd yn oed POST yn cyrraedd (atelir { $stopped }).
doctor-methods-none-remedy = Gadewch i POST i gyfeiriad y porth fynd heibio: ni ellir anfon dim hebddo.
doctor-size-good = Mae { $bytes } yn cyrraedd mewn un cais, { $rate } mewn eiliad.
doctor-size-small = Nid oes mwy na { $bytes } yn cyrraedd mewn un cais. Mae adroddiadau'n mynd mewn mwy o ddarnau llai.
doctor-size-small-remedy = Codwch y terfyn ar faint cais i gyfeiriad y porth, i 16 MiB neu fwy.
doctor-size-none = Nid oes dim sydd â chorff yn cyrraedd.
doctor-size-none-remedy = Gadewch i geisiadau â chorff i gyfeiriad y porth fynd heibio.
doctor-time-good = Daeth ateb a gymerodd { $seconds } eiliad.
doctor-time-short = Rhoddwyd y gorau i linell dawel ar ôl { $seconds } eiliad. Mae adroddiadau'n mynd ymlaen o'r lle yr oeddent.
doctor-time-short-remedy = Gadewch i gysylltiadau â chyfeiriad y porth fod yn dawel am funud cyn eu cau.
doctor-all-good = Mae adroddiadau'n cyrraedd oddi yma.
doctor-for-the-network-team = I'ch tîm rhwydwaith:
push-inspected = Sylwer: mae rhywun ar y ffordd yn agor TLS (tystysgrif gan { $by }). Seliwyd yr adroddiad cyn iddo adael ac ni ellir ei ddarllen; gellir darllen pwy sy'n ei anfon, ac i ba achos. Mae `porthor doctor` yn dweud beth all eich tîm rhwydwaith ei wneud.

# Adroddiadau sy'n cael eu dal yn ôl.
held-title = Adroddiadau sy'n cael eu dal yn ôl
held-about = Ni all neb ddarllen y rhain cyn i chi benderfynu. Rydych yn gweld yr hyn a ddywedwyd am bob adroddiad, nid yr adroddiad ei hun.
held-none = Nid oes dim yn cael ei ddal yn ôl yn yr achos hwn.
held-one-factor = Llofnodwyd yr adroddiad hwn gan ddyfais nad oes neb wedi rhoi cod arni'n ddiweddar. Cydlynydd yr asiantaeth arweiniol sy'n ei dderbyn neu'n ei wrthod.
held-unsigned = Nid oes neb wedi profi mai nhw a anfonodd yr adroddiad hwn. Cydlynydd yr asiantaeth arweiniol sy'n ei dderbyn neu'n ei wrthod.
held-unscanned = Ni allai'r sganiwr feirysau edrych ar yr adroddiad hwn. Gofynnir iddo eto ohono'i hun, a bydd yr adroddiad yn rhydd os na cheir hyd i ddim.
held-infected = Daeth y sganiwr feirysau o hyd i rywbeth yn yr adroddiad hwn. Ni all neb ei agor. Rhaid anfon copi glân.
held-purpose = Ysgrifennwyd at: { $purpose }
held-said = { $audience }. { $status }. { $class }.
held-sender = Anfonwyd gan, yn eu geiriau eu hunain: { $name }
held-accept-about = Cyn i chi ei dderbyn, gofynnwch i'r sawl y dywedir iddo ei anfon, ar rif ffôn rydych yn ei adnabod.
held-accept = Ei dderbyn
held-turn-away = Ei wrthod
held-turn-away-about = Caiff yr adroddiad ei ddileu am byth. Bydd y ffaith iddo ddod, ac i chi ei wrthod, yn aros ar gofnod.
held-turn-away-button = Dileu'r adroddiad hwn
done-accepted = Derbyniwyd yr adroddiad. O hyn ymlaen caiff ei rannu fel unrhyw un arall.
done-turned-away = Gwrthodwyd yr adroddiad a'i ddileu.

problem-paper-infected = Cafwyd hyd i feirws
problem-paper-infected-detail = Daeth y sganiwr feirysau o hyd i rywbeth yn y ffeil hon, felly ni chadwyd hi. Sganiwch y papur eto, neu gofynnwch am help.
problem-scanner-away = Nid yw'r sganiwr feirysau yn ateb
problem-scanner-away-detail = Ni chadwyd y ffeil, gan na allai neb weld a yw'n ddiogel. Rhowch gynnig arall arni ymhen rhai munudau.

# Amlenni dan sêl.
problem-machine-unknown = Nid yw'r peiriant hwn yn hysbys wrth yr allwedd hon
problem-machine-unknown-detail = Nid allwedd y peiriant hwnnw a lofnododd yr honiad, neu fe'i gwnaed ar gyfer rhywun arall, neu mae'n rhy hen, neu fe'i defnyddiwyd o'r blaen. Gosodwch y cloc yn iawn, a gofynnwch i weinyddwr yr asiantaeth edrych ar ei allweddi.
problem-machine-pushes-only = Ni chaiff peiriant wneud dim ond anfon adroddiadau
problem-machine-pushes-only-detail = Mae ei allwedd yn dod ag adroddiadau i achosion ei asiantaeth. I wneud unrhyw beth arall, rhaid i berson fewngofnodi.
problem-token-request = Nid cais am docyn yw hwn
problem-token-request-detail = Anfonwch ffurflen gyda grant_type=client_credentials, client_assertion_type (urn:ietf:params:oauth:client-assertion-type:jwt-bearer) a client_assertion, pob un unwaith.
problem-key-taken = Cofrestrwyd yr allwedd hon o'r blaen
problem-key-taken-detail = Mae allwedd yn perthyn i un peiriant, ac wedi iddi gael ei thynnu nid yw'n dod yn ôl. Gwnewch un newydd.
problem-envelope-unknown = Nid amlen dan sêl yw hon
problem-envelope-unknown-detail = Ni wnaed y ffeil ar gyfer Porthor, neu fe'i gwnaed gan fersiwn diweddarach ohono. Gofynnwch i'r sawl a'i hanfonodd ei selio gyda'r dudalen a anfonwyd atynt.
problem-envelope-not-for-here = Ni ellir derbyn yr amlen hon yma
problem-envelope-not-for-here-detail = Fe'i gwnaed ar gyfer rhywun arall, neu gyda thudalen sy'n rhy hen, neu nid oes gan ei hanfonwr ran yn hyn mwyach. Ni chadwyd dim. Gofynnwch i'r sawl a wnaeth y dudalen am un newydd.
problem-envelope-incomplete = Ni ddaeth yr amlen yn gyfan
problem-envelope-incomplete-detail = Mae diwedd y ffeil ar goll. Ni chadwyd dim. Mynnwch y ffeil eto a'i danfon unwaith yn rhagor.
problem-envelope-altered = Torrwyd yr amlen yn fyr neu fe'i newidiwyd ar y ffordd
problem-envelope-altered-detail = Nid yr hyn a seliodd ei hanfonwr yw'r hyn a ddaeth. Ni chadwyd dim. Gofynnwch i'r anfonwr ei hanfon eto.
problem-envelope-signature = Nid yw'r llofnod ar yr amlen yn dal
problem-envelope-signature-detail = Llofnod dyfais nad yw wedi'i chofrestru yma mwyach ydyw, neu lofnod amlen arall. Ni chadwyd dim. Gofynnwch i'r anfonwr ei selio eto.
problem-envelope-too-many = Mae gormod yn yr amlen hon
problem-envelope-too-many-detail = Mae un amlen yn dal 100 o ffeiliau ar y mwyaf. Ni chadwyd dim. Gofynnwch i'r anfonwr eu selio mewn sawl un.
problem-envelope-replayed = Mae'r amlen hon yma eisoes
problem-envelope-replayed-detail = Fe'i derbyniwyd o'r blaen. Nid oes dim ar ôl i'w wneud.
problem-envelope-file = Ni ellir derbyn ffeil yn yr amlen
problem-envelope-file-detail = Ffeil rhif { $number }: { $because ->
    [type-not-allowed] mae o fath nas derbynnir. Derbynnir PDF, llun, ffeil Word neu OpenDocument, neu destun plaen
    [file-too-large] mae'n rhy fawr
    [file-empty] mae'n wag
    [hostile-file-name] mae ganddi enw y gallai cyfrifiadur ei gamddarllen
    [unknown-category] dywedir ei bod o fath nad yw'n hysbys yma
    [unknown-purpose] dywedir ei bod at ddiben nad yw'n hysbys yma
    [superseded-already] mae'n cymryd lle adroddiad y mae un arall wedi cymryd ei le eisoes
    [age-other-case] mae wedi'i selio ddwywaith
    [age-broken] mae wedi'i selio ddwywaith
    [unseen-characters] mae nodau na ellir eu gweld yn ei disgrifiad
   *[other] fe'i disgrifir mewn ffordd na ellir ei derbyn ({ $because })
}. Ni chadwyd dim o'r amlen. Gofynnwch i'r anfonwr ei selio eto heb hynny.
problem-too-many-held = Mae gormod yn aros ar yr achos hwn eisoes
problem-too-many-held-detail = Mae adroddiadau nad oes neb wedi'u llofnodi yn aros i'r cydlynydd eu derbyn. Ni chadwyd dim. Rhowch wybod i'r cydlynydd, a danfonwch hon eto wedyn.
problem-address-nothing = Ni all yr asiantaeth hon anfon dim i'r achos hwn
problem-address-nothing-detail = Nid oes ganddi ran yn yr achos, neu nid oes protocol wedi'i lofnodi sy'n gadael i'w hadroddiadau ei gadael. Rhowch ran i'r asiantaeth yn gyntaf.
sealed-signed = { $path }: wedi'i selio a'i llofnodi. Nid oes dim wedi'i anfon eto. Anfonwch y ffeil hon drwy'r post electronig at y sawl a anfonodd y cyfeiriad atoch, neu rhowch hi i gydweithiwr sydd â chyfrif.
sealed-unsigned = { $path }: wedi'i selio, heb ei llofnodi. Nid oes dim wedi'i anfon eto. Anfonwch y ffeil hon drwy'r post electronig at y sawl a anfonodd y cyfeiriad atoch, neu rhowch hi i gydweithiwr sydd â chyfrif. Bydd y cydlynydd yn gofyn i chi ai chi piau hi.

envelope-title = Tudalen ar gyfer selio adroddiadau
envelope-about = Ar gyfer rhywun y mae rhwydwaith eu gwaith yn rhwystro'r gwasanaeth hwn. Rydych yn gwneud un dudalen i'w hasiantaeth ac yn ei hanfon atynt drwy'r post electronig arferol. Mae'n agor heb unrhyw rwydwaith ac yn gwneud un ffeil dan sêl o'r adroddiadau y maent yn eu dewis.
envelope-no-name = Nid oes enw plentyn yn y dudalen nac yn enw'r ffeil dan sêl. Ni all neb ond y gwasanaeth hwn agor y ffeil dan sêl, ddim hyd yn oed chi.
envelope-agency = Ar gyfer pa asiantaeth?
envelope-agency-missing = Dewiswch yr asiantaeth y mae'r dudalen ar ei chyfer
envelope-make = Gwneud y dudalen
envelope-command-line = I rywun sy'n defnyddio'r llinell orchymyn mae ffeil fach yn lle hynny.
envelope-make-address = Gwneud y ffeil ar gyfer porthor seal
envelope-then = Beth sy'n digwydd wedyn
envelope-then-mail = Anfonwch y dudalen drwy'r post electronig at eich cyswllt yn yr asiantaeth.
envelope-then-seal = Maent yn ei hagor, yn dewis eu hadroddiadau ac yn anfon y ffeil dan sêl yn ôl atoch.
envelope-then-deliver = Rydych chi neu unrhyw gydweithiwr yn ei danfon yma. Os nad oes dyfais wedi'i llofnodi, gofynnir i chi ar yr achos a ydych am ei derbyn.
deliver-title = Danfon ffeil dan sêl
deliver-about = Mae rhywun wedi rhoi ffeil dan sêl i chi, a'i henw'n gorffen â .porthor. Gallwch ei danfon yma heb allu ei darllen.
deliver-file = Ffeil dan sêl
deliver-file-hint = Mae ei henw'n gorffen â .porthor. Nid oes angen rhan yn yr achos arnoch.
deliver-no-file = Dewiswch y ffeil dan sêl
deliver-button = Ei danfon
deliver-stored = { $n ->
    [one] Danfonwyd. Derbyniwyd un adroddiad.
   *[other] Danfonwyd. Derbyniwyd { $n } o adroddiadau.
}
deliver-already-there = { $n ->
    [one] Roedd un adroddiad yno eisoes.
   *[other] Roedd { $n } o adroddiadau yno eisoes.
}

# Y dudalen sy'n selio heb rwydwaith. Mae ei geiriau ynddi yn y ddwy iaith.
seal-title = Selio adroddiadau
seal-for = Gwnaed y dudalen hon ar gyfer { $agency }. Mae'r hyn a seliwch yn mynd at { $lead }.
seal-about = Dewiswch eich adroddiadau yma, dywedwch beth ydynt, a chadwch un ffeil dan sêl. Yna anfonwch y ffeil honno drwy'r post electronig arferol.
seal-safe = Nid oes dim yn gadael y cyfrifiadur hwn tra byddwch yn defnyddio'r dudalen hon. Gall y gwasanaeth y gwnaed y dudalen ar ei gyfer agor y ffeil dan sêl, a neb ar y ffordd.
seal-late = Mae'r dudalen hon yn hen. Efallai na fydd yn gweithio mwyach: gofynnwch i'r sawl a'i hanfonodd am un newydd.
seal-files = Adroddiadau
seal-files-hint = Un neu ragor. Dywedir yr hyn a ddywedwch isod am bob un ohonynt. PDF, lluniau, Word, OpenDocument neu destun plaen.
seal-more = Statws, iaith, ffynhonnell, crynodeb
seal-sender = Eich enw
seal-sender-hint = Bydd y cydlynydd yn gofyn i chi ai chi piau'r ffeil.
seal-button = Selio a chadw
seal-sealing = Yn selio. Arhoswch.
seal-done = Mae'r ffeil dan sêl wedi'i chadw
seal-done-next = Nawr anfonwch y ffeil hon drwy'r post electronig at y sawl a anfonodd y dudalen hon atoch, neu rhowch hi i gydweithiwr sydd â chyfrif. Ni allant ei darllen.
seal-done-asked = Bydd y cydlynydd yn gofyn i chi ai chi piau hi cyn i neb weld yr adroddiadau.
seal-again = Ei chadw unwaith eto
seal-no-file = Dewiswch o leiaf un adroddiad
seal-too-many = Dewiswch 100 o adroddiadau ar y mwyaf
seal-empty = Mae un o'r ffeiliau yn wag. Dewiswch yr un gywir
seal-too-large = Mae'r ffeiliau'n rhy fawr. Seliwch nhw mewn sawl un
seal-no-sender = Teipiwch eich enw
seal-no-category = Dewiswch pa fath o adroddiad ydyw
seal-no-purpose = Dewiswch at ba ddiben y'i hysgrifennwyd
seal-broken = Ni ellid darllen neu selio ffeil. Caewch raglenni eraill sydd â hi ar agor, a dewiswch hi eto
seal-no-script = Mae angen JavaScript ar y dudalen hon, ac mae wedi'i ddiffodd yma. Gofynnwch i gydweithiwr ei hagor ar gyfrifiadur arall, neu defnyddiwch y rhaglen porthor seal. Nid oes dim wedi'i anfon.

# Post. Anfonir yr atebion a roddir wrth drosglwyddo neges heb eu hacenion.
mail-taken = Derbyniwyd.
mail-later = Nid oedd modd derbyn y neges hon nawr. Nid oes dim ar goll: bydd yn cael ei hanfon eto yn nes ymlaen.
mail-busy = Gormod o bost ar unwaith. Rhowch gynnig arall yn nes ymlaen.
mail-wrong = Ni ddeallwyd gormod o hyn.
mail-unknown = Nid yw'r gorchymyn hwn yn hysbys yma.
mail-order = Daw'r gorchymyn hwn ar yr adeg anghywir.
mail-tls = Dechreuwch TLS yn gyntaf (STARTTLS).
mail-sender = Nid oes modd ateb cyfeiriad yr anfonwr hwn.
mail-nobody = Nid oes neb yn derbyn post yn y cyfeiriad hwn yma.
mail-too-large = Mae'r neges hon yn rhy fawr: { $size } MiB ar y mwyaf. Seliwch yr adroddiadau mewn sawl ffeil, ac anfonwch sawl neges. Ni chadwyd dim.
mail-too-many = Mae gormod o ffeiliau yn y neges hon: { $most } dan sêl ar y mwyaf. Ni chadwyd dim.
mail-unsealed = Nid yw rhywbeth yn y neges hon dan sêl, felly ni chadwyd dim ohoni. Anfonwch y ffeil dan sêl yn unig, fel atodiad, wedi'i gwneud gyda'r dudalen a anfonodd y cydlynydd atoch, heb luniau na ffeiliau eraill.
mail-nothing = Nid oes ffeil dan sêl yn y neges hon. Atodwch yr un sy'n gorffen gyda .porthor, wedi'i gwneud gyda'r dudalen a anfonodd y cydlynydd atoch. Ni chadwyd dim.
mail-loop = Peiriant a anfonodd y neges hon ohono'i hun, neu mae'n mynd mewn cylch. Ni chadwyd dim.
mail-refused = Ffeil dan sêl rhif { $number }:
mail-taken-in-subject = Derbyniwyd
mail-taken-in-body = Derbyniwyd ffeil dan sêl a bostiwyd o'r cyfeiriad hwn. Nid yw neges yn dweud mwy na hynny.
    Os nad chi a'i hanfonodd, nid oes dim i chi ei wneud. Peidiwch ag ateb: nid oes neb yn darllen yr hyn a ddaw'n ôl.
